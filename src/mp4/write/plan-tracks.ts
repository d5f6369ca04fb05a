import type { MoviePlan, TrackPlan } from './build-moov.ts';
import type { SampleChunk, TrackSamples } from './build-sample-table.ts';
import { concatenateInto, totalLength } from './concatenate.ts';
import { chooseMovieTimescale, rescaleDuration } from './movie-timescale.ts';
import type { MovieSpec, PictureTrackSpec, SoundTrackSpec } from './movie-spec.ts';
import { RunLengths } from './runs.ts';

/** What the index says of both tracks; presentation starts at 0 in each and is exactly as long as asked. */
export function planTracks(
  spec: MovieSpec,
  samples: {
    video: TrackSamples & { reorderDepth: number };
    audio: { size: Uint32Array; chunks: SampleChunk[] };
  },
): MoviePlan {
  const { video, audio } = spec;
  const shown = { ticks: samples.video.size.length * video.ticksPerFrame, timescale: video.timescale };
  const heard = audio && { ticks: audio.totalSamples, timescale: audio.sampleRate };
  const timescale = chooseMovieTimescale(heard ? [shown, heard] : [shown]);
  const aspect = video.pixelAspect ?? { h: 1, v: 1 };
  const pictures: TrackPlan = {
    kind: 'video',
    id: 1,
    timescale: video.timescale,
    width: (video.width * aspect.h) / aspect.v,
    height: video.height,
    mediaDuration: shown.ticks,
    edit: {
      duration: rescaleDuration(shown, timescale),
      mediaTime: samples.video.reorderDepth * video.ticksPerFrame,
    },
    samples: samples.video,
  };
  if (!audio || !heard) return { timescale, tracks: [pictures] };
  const sound = soundTrack(audio, samples.audio);
  const edit = { duration: rescaleDuration(heard, timescale), mediaTime: audio.primingSamples };
  return { timescale, tracks: [pictures, { ...sound, edit }] };
}

/** The last packet is as long as what is heard of it, so that no player adds the encoder's padding. */
function soundTrack(
  audio: SoundTrackSpec,
  samples: { size: Uint32Array; chunks: SampleChunk[] },
): Omit<TrackPlan, 'edit'> {
  const packets = samples.size.length;
  const rest = audio.primingSamples + audio.totalSamples - (packets - 1) * audio.samplesPerPacket;
  const last = rest >= 1 && rest <= audio.samplesPerPacket ? rest : audio.samplesPerPacket;
  const durations = new RunLengths();
  durations.push(audio.samplesPerPacket, packets - 1);
  durations.push(last);
  return {
    kind: 'audio',
    id: 2,
    timescale: audio.sampleRate,
    width: 0,
    height: 0,
    mediaDuration: (packets - 1) * audio.samplesPerPacket + last,
    samples: {
      ...samples,
      sampleEntries: [audio.sampleEntry],
      durations,
      composition: undefined,
      isSync: undefined,
    },
  };
}

/**
 * Decode times go up by one frame a sample; each picture is presented `reorderDepth` frames after its place in
 * presentation order, which the edit list takes back.
 */
export function pictureTiming(video: PictureTrackSpec) {
  // Not as arguments of one call: an export may have more runs than a call takes.
  const reorderDepth = video.runs.reduce((most, run) => Math.max(most, depthOf(run.samples.displayOrder)), 0);
  const composition = new RunLengths();
  for (const { samples } of video.runs) {
    for (let n = 0; n < samples.count; n++) {
      composition.push(((samples.displayOrder[n] ?? 0) - n + reorderDepth) * video.ticksPerFrame);
    }
  }
  const durations = new RunLengths();
  const marks = video.runs.map((run) => run.samples.isSync);
  const isSync = concatenateInto(new Uint8Array(totalLength(marks)), marks);
  durations.push(video.ticksPerFrame, isSync.length);
  return {
    reorderDepth,
    durations,
    composition: reorderDepth > 0 ? composition : undefined,
    isSync: isSync.every((mark) => mark === 1) ? undefined : isSync,
  };
}

/** By how many frames a picture is decoded after its place in presentation order, at most. */
function depthOf(displayOrder: Uint32Array): number {
  let depth = 0;
  displayOrder.forEach((place, n) => {
    if (n - place > depth) depth = n - place;
  });
  return depth;
}
