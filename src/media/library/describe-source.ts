import type { SourceProbe } from '../../contract/footage/media.ts';
import { colourOf, copyObstacle, describeRate, displaySize } from '../../planner/pictures/choose-format.ts';
import type { AudioFacts, TrackFacts, VideoFacts } from '../../planner/facts/facts.ts';
import { isConstantRate } from '../../planner/facts/is-constant-rate.ts';
import { endOfFile } from '../../planner/sound/follow-files.ts';
import { formatRational, toNumber } from '../../timeline/rational.ts';
import type { PictureTiming } from '../../timeline/picture-timing.ts';
import type { ReadSource } from '../reading/read-types.ts';

/** A source in words: what it is, and what an export will do with it. */
export function describeSource(source: ReadSource, filePath: string): SourceProbe {
  const { facts, index } = source;
  const { video, audio } = facts;
  const isVariable = index.timing.pts.length > 1 && !isConstantRate(index.timing, video.rate);
  const size = displaySize(video);
  return {
    filePath,
    bytes: facts.bytes,
    container: containerName(facts.container),
    durationSeconds: round(toNumber(facts.end)),
    pictureEndSeconds: Math.round(toNumber(endOfFile(source)) * 1e6) / 1e6,
    ...size,
    fps: round(toNumber(video.rate)),
    frameRate: formatRational(video.rate),
    isVariableFrameRate: isVariable,
    hasAudio: audio !== null,
    ...(facts.timecode !== undefined && { timecode: facts.timecode }),
    tracks: facts.tracks.map((track) => describeTrack(track, video, audio)),
    notes: notesOn(source, isVariable),
  };
}

function describeTrack(
  track: TrackFacts,
  video: VideoFacts,
  audio: AudioFacts | null,
): SourceProbe['tracks'][number] {
  const { index, kind, codec } = track;
  const isUsed = index === video.streamIndex || index === audio?.streamIndex;
  return { index, kind, codec, isUsed, description: describe(track, video, audio) };
}

function describe(track: TrackFacts, video: VideoFacts, audio: AudioFacts | null): string {
  if (track.isCoverArt) return 'a cover picture; not used';
  if (track.index === video.streamIndex) {
    return `${video.width} × ${video.height}, ${describeRate(video.rate)}, ${video.pixelFormat}`;
  }
  if (track.index === audio?.streamIndex)
    return `${channelsText(audio.channels)}, ${audio.sampleRate / 1000} kHz`;
  return track.kind === 'other' ? 'data; not used' : `another ${track.kind} track; not used`;
}

function channelsText(channels: number): string {
  if (channels === 1) return 'mono';
  return channels === 2 ? 'stereo' : `${channels} channels`;
}

function notesOn({ facts, index, bytes }: ReadSource, isVariable: boolean): string[] {
  const { video, audio } = facts;
  const colour = colourOf(video);
  const notes = [
    isVariable && `Variable frame rate, ${rateRange(index.timing)}; will be sampled at the output's rate.`,
    index.timing.pts.length === 1 && 'Holds a single picture.',
    lateNote(index.timing),
    video.rotation !== 0 &&
      !video.isMirrored &&
      `Stored turned by ${video.rotation}°; will be exported upright.`,
    video.aperture && 'Only a part of its stored pictures is shown (clean aperture); the rest is left out.',
    video.isMirrored && 'Stored mirrored; will be exported as players show it.',
    video.isInterlaced && 'Interlaced; will be deinterlaced.',
    toNumber(video.pixelAspect) !== 1 && 'Its pixels are not square; the shape of the picture is kept.',
    /smpte2084|arib-std-b67/.test(colour.transfer) &&
      'High dynamic range; will be tone-mapped where the output is not.',
    video.hasAlpha && 'Has transparency; will lie on black.',
    !audio && silenceNote(facts.tracks),
    facts.timecode !== undefined && `Its time code begins at ${facts.timecode}.`,
    audio && audio.channels > 2 && `${audio.channels} channels of sound; will be mixed to stereo.`,
    copyNote(video, bytes !== undefined),
  ];
  return notes.filter((note): note is string => typeof note === 'string');
}

function silenceNote(tracks: readonly TrackFacts[]): string {
  const sound = tracks.find(({ kind }) => kind === 'audio');
  if (!sound) return 'Has no sound; its clips are silent.';
  return `Its sound (${sound.codec}) cannot be decoded; its clips are silent.`;
}

function copyNote(video: VideoFacts, isIndexed: boolean): string {
  const obstacle = copyObstacle('mp4', video);
  if (obstacle !== undefined) return `Smart render re-encodes all of its pictures: ${obstacle}.`;
  return isIndexed
    ? 'Smart render can copy its pictures and re-encodes only those around the cuts.'
    : 'Smart render repackages it once, then copies its pictures and re-encodes only those around the cuts.';
}

/** A picture that comes after the sound; up to half a second its first frame is shown instead. */
function lateNote({ pts, timebase, origin }: PictureTiming): string | false {
  const seconds = (pts[0] ?? 0) * toNumber(timebase) - toNumber(origin);
  if (seconds < 0.1) return false;
  const until = seconds > 0.5 ? 'it is black' : 'its first frame is shown';
  return `Its picture begins ${round(seconds)} s after its sound; until then ${until}.`;
}

/** `21–31 fps`: between the longest and the shortest ordinary distance of pictures, without the outer 5 %. */
function rateRange({ pts, timebase }: PictureTiming): string {
  const tick = toNumber(timebase);
  const gaps = Array.from(pts.subarray(1), (time, i) => (time - (pts[i] ?? 0)) * tick).filter(
    (gap) => gap > 0,
  );
  gaps.sort((a, b) => a - b);
  const at = (share: number) => gaps[Math.min(gaps.length - 1, Math.floor(share * gaps.length))] ?? 1;
  const longest = gaps.at(-1) ?? 0;
  const hole = longest > 0.5 ? `, with gaps of up to ${round(longest)} s` : '';
  return `${Math.round(1 / at(0.95))}–${Math.round(1 / at(0.05))} fps${hole}`;
}

function containerName(formats: string): string {
  const known: readonly (readonly [string, string])[] = [
    ['mp4', 'MP4/MOV'],
    ['matroska', 'Matroska/WebM'],
    ['mpegts', 'MPEG-TS'],
    ['avi', 'AVI'],
    ['mxf', 'MXF'],
  ];
  return known.find(([key]) => formats.includes(key))?.[1] ?? formats;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
