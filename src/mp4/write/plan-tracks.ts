import type { MoviePlan, TrackPlan } from './boxes/build-moov.ts';
import type { SampleChunk, TrackSamples } from './boxes/build-sample-table.ts';
import { concatenateInto, totalLength } from './concatenate.ts';
import { chooseMovieTimescale, rescaleDuration } from './movie-timescale.ts';
import type { MovieSpec, PictureTrackSpec, SoundTrackSpec, TextTrackSpec } from './movie-spec.ts';
import { RunLengths } from './boxes/runs.ts';

interface PlacedSamples {
  readonly size: Uint32Array;
  readonly chunks: readonly SampleChunk[];
}

/** What the index says of all tracks; picture and sound start at 0 and are exactly as long as asked. */
export function planTracks(
  spec: MovieSpec,
  samples: {
    video: TrackSamples & { reorderDepth: number };
    audio: PlacedSamples;
  } & Record<TextTrackSpec['kind'], PlacedSamples>,
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
  const sound = audio &&
    heard && {
      ...soundTrack(audio, samples.audio),
      edit: { duration: rescaleDuration(heard, timescale), mediaTime: audio.primingSamples },
    };
  const seenAndHeard = sound ? [pictures, sound] : [pictures];
  const words = (spec.texts ?? []).map((text, i) =>
    textTrack(text, samples[text.kind], { movie: pictures, id: seenAndHeard.length + 1 + i, timescale }),
  );
  const chapters = words.find(({ kind }) => kind === 'chapters')?.id;
  const referring = seenAndHeard.map((track) => (chapters === undefined ? track : { ...track, chapters }));
  return { timescale, tracks: [...referring, ...words], userData: spec.userData };
}

/** The part of the picture's height, at its bottom, in which captions are set. */
export const captionShare = 0.2;

function textTrack(
  { kind, sampleEntry, samples, delayTicks }: TextTrackSpec,
  placed: PlacedSamples,
  { movie, id, timescale }: { readonly movie: TrackPlan; readonly id: number; readonly timescale: number },
): TrackPlan {
  const durations = new RunLengths();
  for (const { ticks } of samples) durations.push(ticks);
  const mediaDuration = samples.reduce((sum, { ticks }) => sum + ticks, 0);
  const inMovie = (ticks: number) => rescaleDuration({ ticks, timescale: movie.timescale }, timescale);
  const delay = inMovie(delayTicks);
  const height = kind === 'captions' ? Math.round(captionShare * movie.height) : 0;
  return {
    ...{ kind, id, timescale: movie.timescale, mediaDuration, height },
    width: kind === 'captions' ? movie.width : 0,
    top: kind === 'captions' ? movie.height - height : 0,
    // Rounding must not make the movie longer.
    edit: { duration: Math.min(inMovie(mediaDuration), movie.edit.duration - delay), mediaTime: 0, delay },
    samples: {
      ...placed,
      ...{ sampleEntries: [sampleEntry], durations, composition: undefined, isSync: undefined },
    },
  };
}

/** The last packet is as long as what is heard of it, so that no player adds the encoder's padding. */
function soundTrack(audio: SoundTrackSpec, samples: PlacedSamples): Omit<TrackPlan, 'edit'> {
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
