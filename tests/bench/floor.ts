import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Heads that one command renders: with eight, FFmpeg's start is a small part of its life. */
const headsAtOnce = 8;

/** Copying the bytes once, decoding each run-up from its keyframe on, and encoding each head up to the next one. */
export async function trueFloor(stretches: readonly Stretch[], place: Place): Promise<Cost> {
  const heads = stretches.flatMap(headOf);
  const outputs = heads.map((_, i) => join(place.folder, `head-${i}.mp4`));
  const commands: Command[] = [];
  for (let from = 0; from < heads.length; from += headsAtOnce) {
    const batch = heads.slice(from, from + headsAtOnce);
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
function headOf({ camera, start, end }: Stretch): { camera: number; start: number; seconds: number }[] {
  const gop = gopFrames / frameRate;
  const seconds = Math.min(end, Math.ceil(start / gop) * gop) - start;
  return seconds > 1 / frameRate ? [{ camera, start, seconds }] : [];
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
