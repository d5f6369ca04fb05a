import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cameras } from './footage.ts';
import type { Stretch } from './cut-list.ts';
import { inSequence, measure, measureAll, type Cost } from './measure.ts';

/** Where an alternative finds the cameras and leaves what it makes. */
export interface Place {
  readonly sources: string;
  readonly folder: string;
}

/** The way people script it: every stretch copied by a child of its own, then the concat demuxer. Wrong frames. */
export async function copyAndConcat(stretches: readonly Stretch[], place: Place): Promise<Cost> {
  const pieces = stretches.map((_, i) => join(place.folder, `piece-${i}.mp4`));
  const copies = await measureAll(
    stretches.map((stretch, i) => ({
      file: 'ffmpeg',
      args: [...quiet, ...stretchInput(stretch, place), '-c', 'copy', pieces[i] ?? ''],
    })),
  );
  const list = join(place.folder, 'pieces.txt');
  await writeFile(list, pieces.map((piece) => `file '${piece}'\n`).join(''));
  const output = join(place.folder, 'concatenated.mp4');
  const joined = await measure({
    file: 'ffmpeg',
    args: [...quiet, '-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', ...faststart, output],
  });
  for (const piece of [...pieces, output]) await rm(piece);
  return inSequence(copies, joined);
}

/** One hand-written command: an input per stretch, the concat filter, the settings of our own h264 exports. */
export async function oneCommand(stretches: readonly Stretch[], place: Place): Promise<Cost> {
  const inputs = stretches.flatMap((stretch) => stretchInput(stretch, place));
  const pads = stretches.map((_, i) => `[${i}:v:0][${i}:a:0]`).join('');
  const graph = `${pads}concat=n=${stretches.length}:v=1:a=1[joined][a];[joined]fps=30[v]`;
  const output = join(place.folder, 'one-command.mp4');
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60', '-c:a', 'aac'];
  const cost = await measure({
    file: 'ffmpeg',
    args: [
      ...quiet,
      ...inputs,
      ...['-filter_complex', graph, '-map', '[v]', '-map', '[a]'],
      ...encode,
      ...['-aac_coder', 'fast', '-b:a', '192k', ...faststart, output],
    ],
  });
  await rm(output);
  return cost;
}

/** One hand-written command for an upright clip of a cut list, with its crop and the settings of our own. */
export async function uprightClip(stretches: readonly Stretch[], place: Place): Promise<Cost> {
  const inputs = stretches.flatMap((stretch) => stretchInput(stretch, place));
  const pads = stretches.map((_, i) => `[${i}:v:0]`).join('');
  const graph = `${pads}concat=n=${stretches.length}[joined];[joined]crop=ih*9/16:ih,scale=1080:1920,fps=30[v]`;
  const output = join(place.folder, 'upright-clip.mp4');
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60'];
  const args = [
    ...quiet,
    ...inputs,
    '-filter_complex',
    graph,
    '-map',
    '[v]',
    ...encode,
    ...faststart,
    output,
  ];
  const cost = await measure({ file: 'ffmpeg', args });
  await rm(output);
  return cost;
}

/** MLT's renderer with the same settings, where it is installed. */
export async function melt(stretches: readonly Stretch[], place: Place, height: number): Promise<Cost> {
  const clips = stretches.flatMap(({ camera, start, end }) => [
    join(place.sources, cameras[camera] ?? ''),
    `in=${Math.round(start * 30)}`,
    `out=${Math.round(end * 30) - 1}`,
  ]);
  const output = join(place.folder, 'melt.mp4');
  const settings = ['vcodec=libx264', 'preset=veryfast', 'crf=20', 'g=60', 'acodec=aac', 'ab=192k'];
  const cost = await measure({
    file: 'melt',
    args: ['-profile', `atsc_${height}p_30`, ...clips, '-consumer', `avformat:${output}`, ...settings],
  });
  await rm(output);
  return cost;
}

const quiet = ['-v', 'error', '-nostdin', '-y'];
const faststart = ['-movflags', '+faststart'];

function stretchInput({ camera, start, end }: Stretch, { sources }: Place): string[] {
  const length = (end - start).toFixed(6);
  return ['-ss', start.toFixed(6), '-t', length, '-i', join(sources, cameras[camera] ?? '')];
}
