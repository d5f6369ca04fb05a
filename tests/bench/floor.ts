import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readMp4Index } from '../../src/media/reading/mp4/mp4-index.ts';
import { rankOf } from '../../src/mp4/write/picture-run.ts';
import type { Place } from './alternatives.ts';
import type { Stretch } from './cut-list.ts';
import { cameras, frameRate, gopFrames } from './footage.ts';
import { measureAll, type Command, type Cost } from './measure.ts';

/*
 * What a method that renders when the button is pressed cannot go below. Both write what they make to the disk; neither
 * makes a film that plays.
 */

const quiet = ['-v', 'error', '-nostdin', '-y'];
const encoder = [
  ...['-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20'],
  ...['-x264-params', 'deblock=0,0:8x8dct=1'],
];

/** Copying the bytes once, and encoding as many frames as must be: what lies in front of them is not decoded. */
export async function oldFloor(
  { frames, seconds }: { frames: number; seconds: number },
  place: Place,
): Promise<Cost> {
  const outputs = cameras.map((_, i) => join(place.folder, `encoded-${i}.mp4`));
  const encodes = cameras.map((camera, i): Command => {
    const count = ['-frames:v', String(Math.max(1, Math.round(frames / cameras.length)))];
    const input = ['-i', join(place.sources, camera)];
    return { file: 'ffmpeg', args: [...quiet, ...input, ...count, ...encoder, outputs[i] ?? ''] };
  });
  return run([...copies(seconds, place), ...encodes], [...copied(place), ...outputs]);
}

/** Copying the bytes once, decoding each run-up from its keyframe on, and encoding each head up to the next one. */
export async function headsFloor(stretches: readonly Stretch[], place: Place): Promise<Cost> {
  return copyAndEncode(stretches, stretches.flatMap(headOf), place);
}

/**
 * The same with the ends: a copy may end only where all that is stored has been shown. What is shown between the last such
 * place and the cut is a picture or a few, decoded from their keyframe on and encoded by any method whose frames are right.
 */
export async function wholeFloor(stretches: readonly Stretch[], place: Place): Promise<Cost> {
  const cleanOf = await Promise.all(cameras.map((camera) => cleanFrames(join(place.sources, camera))));
  const ends = stretches.flatMap((stretch) => endOf(stretch, cleanOf[stretch.camera] ?? []));
  return copyAndEncode(stretches, [...stretches.flatMap(headOf), ...ends], place);
}

/** A part of a camera's pictures that is encoded; seconds. */
interface Part {
  readonly camera: number;
  readonly start: number;
  readonly seconds: number;
}

/** Parts that one command renders: with eight, FFmpeg's start is a small part of its life. */
const partsAtOnce = 8;

async function copyAndEncode(
  stretches: readonly Stretch[],
  parts: readonly Part[],
  place: Place,
): Promise<Cost> {
  const outputs = parts.map((_, i) => join(place.folder, `part-${i}.mp4`));
  const commands: Command[] = [];
  for (let from = 0; from < parts.length; from += partsAtOnce) {
    const batch = parts.slice(from, from + partsAtOnce);
    const inputs = batch.flatMap(({ camera, start, seconds }) => [
      ...['-ss', start.toFixed(6), '-t', seconds.toFixed(6)],
      ...['-i', join(place.sources, cameras[camera] ?? '')],
    ]);
    const written = batch.flatMap((_, i) => ['-map', `${i}:v:0`, ...encoder, outputs[from + i] ?? '']);
    commands.push({ file: 'ffmpeg', args: [...quiet, ...inputs, ...written] });
  }
  const last = stretches.at(-1)?.end ?? 0;
  return run([...copies(last, place), ...commands], [...copied(place), ...outputs]);
}

/** From where a stretch begins to the next keyframe; nothing where it begins with one. */
function headOf({ camera, start, end }: Stretch): Part[] {
  const seconds = Math.min(end, keyframeAfter(start)) - start;
  return seconds > 1 / frameRate ? [{ camera, start, seconds }] : [];
}

/** From the last frame before which a copy may end to the end of a stretch; nothing where it ends there. */
function endOf({ camera, start, end }: Stretch, clean: readonly number[]): Part[] {
  const last = clean.findLast((frame) => frame <= Math.round(end * frameRate));
  const from = (last ?? 0) / frameRate;
  const isCopied = keyframeAfter(start) < from;
  const seconds = end - from;
  return isCopied && seconds > 0.5 / frameRate ? [{ camera, start: from, seconds }] : [];
}

function keyframeAfter(seconds: number): number {
  const gop = gopFrames / frameRate;
  return Math.ceil(seconds / gop) * gop;
}

/** The frames of a film before which nothing is stored that is shown after them. */
async function cleanFrames(path: string): Promise<number[]> {
  const index = await readMp4Index(path);
  if ('unsupported' in index) throw new Error(index.message);
  const track = index.movie.tracks.find(({ kind }) => kind === 'video');
  const order = rankOf(track?.table.pts ?? new Float64Array());
  let highest = -1;
  return [...order.keys()].filter((packet) => {
    const isClean = highest === packet - 1;
    highest = Math.max(highest, order[packet] ?? 0);
    return isClean;
  });
}

function copied({ folder }: Place): string[] {
  return cameras.map((_, i) => join(folder, `copied-${i}.mp4`));
}

/** Each camera gives its part of the programme. */
function copies(seconds: number, place: Place): Command[] {
  return cameras.map((camera, i) => {
    const input = ['-t', String(seconds / cameras.length), '-i', join(place.sources, camera)];
    const output = copied(place)[i] ?? '';
    return { file: 'ffmpeg', args: [...quiet, ...input, '-c', 'copy', '-movflags', '+faststart', output] };
  });
}

async function run(commands: readonly Command[], outputs: readonly string[]): Promise<Cost> {
  const cost = await measureAll(commands);
  for (const output of outputs) await rm(output, { force: true });
  return cost;
}
