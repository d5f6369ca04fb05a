import { basename } from 'node:path';
import { wireRate } from './edit.ts';
import type { JudgedClip, JudgedEdit } from './edit.ts';
import { seededRandom } from './seeded-random.ts';

/** What a maker of cuts may use: how many cameras, how long they are, how much it shall make of them. */
export interface CutRoom {
  readonly seed: number;
  readonly sources: number;
  /** Length of the shortest source. */
  readonly sourceSeconds: number;
  /** Length of one frame where cuts shall lie on the grid; without it they lie anywhere. */
  readonly frameSeconds?: number;
}

/** Six decimals, as editors write them; on the grid if there is one. */
function instant(room: CutRoom, seconds: number): number {
  const { frameSeconds } = room;
  const snapped = frameSeconds === undefined ? seconds : Math.round(seconds / frameSeconds) * frameSeconds;
  return Math.round(snapped * 1e6) / 1e6;
}

function clipOf(room: CutRoom, source: number, [from, to]: readonly [number, number]): JudgedClip {
  return { source, inSeconds: instant(room, from), outSeconds: instant(room, to), withSound: true };
}

/** Rising instants from `from` to `to` with random distances that are at least a third of the mean. */
function randomCuts(random: () => number, count: number, [from, to]: readonly [number, number]): number[] {
  const weights = Array.from({ length: count }, () => 0.5 + random());
  const sum = weights.reduce((a, b) => a + b, 0);
  let at = from;
  const cuts = weights.map((weight) => (at += (weight / sum) * (to - from)));
  return [from, ...cuts.slice(0, -1), to];
}

/** The multicam take: every camera rolls through, each cut goes to another camera at the same instant. */
export function contiguousSwitches(room: CutRoom, clips: number, startSeconds = 0): JudgedClip[] {
  const random = seededRandom(room.seed);
  const cuts = randomCuts(random, clips, [startSeconds, room.sourceSeconds]);
  let source = Math.floor(random() * room.sources);
  return Array.from({ length: clips }, (_, at) => {
    source = (source + 1 + Math.floor(random() * Math.max(1, room.sources - 1))) % room.sources;
    return clipOf(room, source, [cuts[at] ?? 0, cuts[at + 1] ?? 0]);
  });
}

/** Clips from anywhere in any camera, of a mean length, in any order. */
export function jumpCuts(room: CutRoom, clips: number, meanSeconds = 1.2): JudgedClip[] {
  const random = seededRandom(room.seed);
  return Array.from({ length: clips }, () => {
    const length = Math.min(meanSeconds * (0.3 + 1.4 * random()), room.sourceSeconds * 0.9);
    const from = random() * (room.sourceSeconds - length);
    return clipOf(room, Math.floor(random() * room.sources), [from, from + length]);
  });
}

/** The pieces of one take from the last to the first: decoders have to go back at every cut. */
export function reversedPieces(room: CutRoom, clips: number): JudgedClip[] {
  return contiguousSwitches(room, clips).reverse();
}

/** The same two seconds again and again. */
export function repeatedPiece(room: CutRoom, times: number, seconds = 2): JudgedClip[] {
  const from = seededRandom(room.seed)() * (room.sourceSeconds - seconds);
  return Array.from({ length: times }, () => clipOf(room, 0, [from, from + seconds]));
}

/** Clips of one output frame between longer ones. */
export function oneFrameClips(room: CutRoom, clips: number, outputFrameSeconds: number): JudgedClip[] {
  return jumpCuts(room, clips).map((clip, at) =>
    at % 2 === 0
      ? clip
      : { ...clip, outSeconds: clip.inSeconds + Math.round(outputFrameSeconds * 1e6) / 1e6 },
  );
}

/** A podcast: 155 clips over 20 minutes of however long cameras, contiguous as long as the cameras last. */
export function podcast(room: CutRoom, clips = 155, totalSeconds = 1200): JudgedClip[] {
  const random = seededRandom(room.seed);
  const cuts = randomCuts(random, clips, [0, totalSeconds]);
  let at = 0;
  return Array.from({ length: clips }, (_, index) => {
    const length = Math.min((cuts[index + 1] ?? 0) - (cuts[index] ?? 0), room.sourceSeconds);
    if (at + length > room.sourceSeconds) at = random() * (room.sourceSeconds - length);
    const clip = clipOf(room, Math.floor(random() * room.sources), [at, at + length]);
    at += length;
    return clip;
  });
}

/** A camera that was switched on late: its clip begins before the source does. */
export function negativeStart(room: CutRoom, seconds = 0.7): JudgedClip[] {
  return [clipOf(room, 0, [0, 2]), clipOf(room, room.sources - 1, [-seconds, 1.3]), clipOf(room, 0, [2, 3])];
}

/** A camera that was switched off early. */
export function pastTheEnd(room: CutRoom, seconds = 0.7): JudgedClip[] {
  const end = room.sourceSeconds;
  return [
    clipOf(room, 0, [0, 1]),
    clipOf(room, room.sources - 1, [end - 1, end + seconds]),
    clipOf(room, 0, [1, 2]),
  ];
}

/** Some clips muted, by the seed. */
export function muteSome(clips: readonly JudgedClip[], seed: number, share = 0.3): JudgedClip[] {
  const random = seededRandom(seed);
  return clips.map((clip) => ({ ...clip, withSound: random() >= share }));
}

export interface ConfigChoice {
  readonly id: string;
  readonly codec: 'copy' | 'h264' | 'h265';
  readonly format: 'mp4' | 'webm';
  /** The rate as it is written, where that is not the edit's in thousandths. */
  readonly fps?: number | undefined;
}

/** The export config, version 1, that asks for an edit; `filePath` is the footage's file name. */
export function toConfig(edit: JudgedEdit, choice: ConfigChoice) {
  const fps = choice.fps ?? wireRate(edit.rate);
  return {
    version: 1 as const,
    id: choice.id,
    projectId: 'project-oracle',
    projectName: 'Coded footage',
    createdAt: '2026-02-27T11:16:00.000Z',
    sources: edit.sources.map((source, index) => ({
      id: `media-${index}`,
      name: `Camera ${source.camera}`,
      filePath: basename(source.path),
    })),
    segments: edit.clips.map(({ source, inSeconds, outSeconds, withSound }) => ({
      sourceIndex: source,
      startTime: inSeconds,
      endTime: outSeconds,
      audioFromSource: withSound,
    })),
    output: {
      filePath: `exports/${choice.id}/output.${choice.format}`,
      format: choice.format,
      width: edit.width,
      height: edit.height,
      fps,
      codec: choice.codec,
      includeAudio: edit.includeAudio,
    },
    status: 'pending' as const,
  };
}
