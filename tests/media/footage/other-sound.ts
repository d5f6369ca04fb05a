import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { turnSlope } from '../../../src/mp4/aac/aac-slopes.ts';
import { parseAacWindow, setWindowShape } from '../../../src/mp4/aac/aac-window.ts';
import { parseAdts } from './parse-adts.ts';
import { isMalformed } from '../../../src/mp4/read/box.ts';
import { readStereo } from '../oracle/splice-noise.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { Footage } from './spec.ts';

const quiet = ['-v', 'error', '-nostdin', '-y'];
let made = 0;

/** The same pictures with the sound that a source filter of FFmpeg makes, which no oracle knows. */
export async function withSound(folder: string, film: Footage, filter: string): Promise<Footage> {
  const path = join(folder, `${++made}-${basename(film.path)}`);
  const seconds = String(Number(film.pictureEnd.num) / Number(film.pictureEnd.den));
  await runMediaTool('ffmpeg', [
    ...[...quiet, '-i', film.path, '-f', 'lavfi', '-i', filter, '-map', '0:v', '-map', '1:a', '-c:v', 'copy'],
    ...['-c:a', 'aac', '-aac_pns', '0', '-b:a', '160k', '-t', seconds, path],
  ]);
  return { ...film, path };
}

/**
 * The same film from an encoder whose long windows are sines: each overlap is turned, so that
 * FFmpeg's windows make of it what sines make of the sound, and the packets say sine.
 */
export async function withSineWindows(folder: string, film: Footage): Promise<Footage> {
  const name = join(folder, `${++made}-sine`);
  const samples = await readStereo(film.path);
  const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  for (let at = 0; at + 4096 <= pcm.length; at += 4096)
    turnSlope(pcm.subarray(at, at + 4096), { channels: 2, heard: 'sine', encoded: 'kbd' });
  await writeFile(`${name}.pcm`, pcm);
  const raw = ['-f', 's16le', '-ar', '48000', '-ac', '2', '-i', `${name}.pcm`];
  await runMediaTool('ffmpeg', [
    ...quiet,
    ...raw,
    '-c:a',
    'aac',
    '-b:a',
    '192k',
    '-f',
    'adts',
    `${name}.aac`,
  ]);
  const stream = await readFile(`${name}.aac`);
  const packets = parseAdts(stream);
  if (isMalformed(packets)) throw new Error(packets.problem);
  packets.offset.forEach((offset, i) => {
    const packet = stream.subarray(offset, offset + (packets.size[i] ?? 0));
    const window = parseAacWindow(packet);
    if (window?.startsLong && window.endsLong) setWindowShape(packet, window, 'sine');
  });
  await writeFile(`${name}.aac`, stream);
  const path = `${name}-${basename(film.path)}`;
  await runMediaTool('ffmpeg', [
    ...[...quiet, '-i', film.path, '-i', `${name}.aac`, '-map', '0:v', '-map', '1:a', '-c', 'copy', path],
  ]);
  return { ...film, path };
}
