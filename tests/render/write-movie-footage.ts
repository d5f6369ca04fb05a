import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aacSampleEntry } from '../../src/mp4/aac/aac-entry.ts';
import { parseAdts } from '../media/footage/parse-adts.ts';
import { parameterSetPrefix } from '../../src/mp4/read/codec-config.ts';
import type { PictureRun, SoundTrackSpec } from '../../src/mp4/write/movie-spec.ts';
import { isIdr, type NalCodec } from '../../src/mp4/read/nal.ts';
import { sliceRun } from '../../src/mp4/write/picture-run.ts';
import { codecConfigOf } from '../../src/mp4/write/boxes/sample-entry.ts';
import type { Track } from '../../src/mp4/read/track.ts';
import { readMp4Index } from '../../src/media/reading/mp4/mp4-index.ts';
import { readNalTypes } from '../media/footage/read-nal-types.ts';
import { decodePictures, ffmpeg, testPicture } from '../media/mp4-footage.ts';

/** One camera: a file, its index, the NAL type of every picture, and what its pictures decode to. */
export interface Camera {
  readonly path: string;
  readonly track: Track;
  readonly codec: NalCodec;
  readonly nalLengthSize: number;
  readonly parameterSets: readonly Uint8Array[];
  readonly nalTypes: Uint8Array;
  /** In presentation order. */
  readonly md5: readonly string[];
}

export async function makeCamera(
  path: string,
  of: { seconds: number; hue: number; size?: string; encoder: string[] },
) {
  await ffmpeg(...testPicture(of.seconds, of), ...of.encoder, path);
  return openCamera(path);
}

export async function openCamera(path: string): Promise<Camera> {
  const index = await readMp4Index(path);
  if ('unsupported' in index) throw new Error(index.message);
  const track = index.movie.tracks.find(({ kind }) => kind === 'video');
  const config = track && codecConfigOf(track.sampleEntries[0] ?? new Uint8Array(8));
  if (!track || !config || 'problem' in config) throw new Error(`${path} has no picture track to copy`);
  const { codec, nalLengthSize, parameterSets } = config;
  const from = { path, table: track.table, framing: { codec, lengthSize: nalLengthSize } };
  const nalTypes = await readNalTypes(from);
  const { md5 } = await decodePictures(path);
  return { path, track, codec, nalLengthSize, parameterSets, nalTypes, md5 };
}

/** Packets of `camera` from one closed GOP to the next: `[from, to)` in decode order. */
export function closedGops({ codec, nalTypes }: Camera): { from: number; to: number }[] {
  const starts = [...nalTypes.keys()].filter((i) => isIdr(codec, nalTypes[i] ?? 0));
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? nalTypes.length }));
}

/** The GOP up to its last inner point where the pictures decoded so far are exactly the first ones shown. */
export function cutShort({ track }: Camera, gop: { from: number; to: number }): { from: number; to: number } {
  const { displayOrder } = sliceRun(track.table, gop);
  let [highest, clean] = [-1, 1];
  for (let i = 1; i < displayOrder.length; i++) {
    highest = Math.max(highest, displayOrder[i - 1] ?? 0);
    if (highest === i - 1) clean = i;
  }
  return { from: gop.from, to: gop.from + clean };
}

/** A stretch of a camera, and what its pictures decode to in presentation order. */
export function copyRun(
  camera: Camera,
  range: { from: number; to: number; skipped?: ReadonlySet<number> },
): { run: PictureRun; md5: string[] } {
  const { track, path, nalLengthSize } = camera;
  const samples = sliceRun(track.table, range);
  const times = Float64Array.from(track.table.pts).sort();
  const place = new Map(Array.from(times, (pts, i) => [pts, i]));
  const md5: string[] = [];
  let taken = 0;
  for (let i = range.from; i < range.to; i++) {
    if (range.skipped?.has(i)) continue;
    const ordinal = place.get(track.table.pts[i] ?? -1) ?? -1;
    md5[samples.displayOrder[taken++] ?? 0] = camera.md5[ordinal] ?? '';
  }
  const [entry = new Uint8Array()] = track.sampleEntries;
  const parameterSets = parameterSetPrefix(camera.parameterSets);
  return { run: { path, samples, sampleEntry: entry, parameterSets, nalLengthSize }, md5 };
}

/** A sine in AAC as long as so many frames, and how a movie holds it. */
export async function makeSound(folder: string, frames: number): Promise<SoundTrackSpec> {
  const path = join(folder, `sound-${frames}.aac`);
  const totalSamples = Math.round((frames * 1001 * 48000) / 30000);
  const trim = `atrim=end_sample=${totalSamples}`;
  const source = ['-f', 'lavfi', '-i', `sine=440:r=48000:d=${totalSamples / 48000 + 1}`];
  await ffmpeg(...source, '-af', trim, '-c:a', 'aac', '-f', 'adts', path);
  const stream = parseAdts(await readFile(path));
  if ('problem' in stream) throw new Error(stream.problem);
  return {
    sampleRate: 48000,
    sampleEntry: aacSampleEntry(stream),
    samplesPerPacket: 1024,
    primingSamples: 1024,
    totalSamples,
    runs: [{ path, offset: stream.offset, size: stream.size }],
  };
}

export const fps2997 = { timescale: 30000, ticksPerFrame: 1001 };
