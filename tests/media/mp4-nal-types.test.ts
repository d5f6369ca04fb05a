import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codecConfigOf } from '../../src/mp4/write/boxes/sample-entry.ts';
import { isIdr, HEVC, type NalCodec } from '../../src/mp4/read/nal.ts';
import { readMp4Index } from '../../src/media/reading/mp4/mp4-index.ts';
import { readIsDisposable } from '../../src/media/reading/mp4/mp4-nal-types.ts';
import { isRasl, readNalTypes } from './footage/read-nal-types.ts';
import { ffmpeg, temporaryFolder, testPicture } from './mp4-footage.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function nalTypesOf(name: string, ...encoder: string[]) {
  const path = join(folder.path, name);
  await ffmpeg(...testPicture(3), ...encoder, path);
  const found = await readMp4Index(path);
  if ('unsupported' in found) throw new Error(found.message);
  const [track] = found.movie.tracks;
  const config = codecConfigOf(track?.sampleEntries[0] ?? new Uint8Array(8));
  if (!track || !config || 'problem' in config) throw new Error('no decoder configuration');
  const samples = Array.from({ length: track.table.count }, (_, i) => i);
  const framing = { codec: config.codec, lengthSize: config.nalLengthSize };
  const types = await readNalTypes({ path, table: track.table, framing });
  const isDisposable = await readIsDisposable({ path, table: track.table, framing }, samples);
  return {
    types: [...types],
    sync: [...track.table.isSync],
    pts: [...track.table.pts],
    isDisposable,
    config,
  };
}

const idrs = (codec: NalCodec, types: number[]) => types.filter((type) => isIdr(codec, type)).length;

it('a closed GOP in H.264 begins with an IDR at every keyframe', async () => {
  const { types, sync, config } = await nalTypesOf(
    'closed.mp4',
    '-c:v',
    'libx264',
    '-profile:v',
    'high',
    '-g',
    '15',
  );
  expect(types.map((type) => (isIdr('h264', type) ? 1 : 0))).toEqual(sync);
  expect(config).toMatchObject({ codec: 'h264', profile: 100, chroma: 1, bitDepth: 8, nalLengthSize: 4 });
  expect(config.parameterSets.map((set) => (set[0] ?? 0) & 31)).toEqual([7, 8]);
});

it('an open GOP in H.264 has keyframes that are no IDR', async () => {
  const params = 'open-gop=1:keyint=15:min-keyint=15:bframes=2:b-adapt=0:scenecut=0';
  const { types, sync } = await nalTypesOf('open.mp4', '-c:v', 'libx264', '-x264-params', params);
  expect(idrs('h264', types)).toBe(1);
  expect(sync.filter((mark) => mark === 1).length).toBeGreaterThan(1);
});

it('an open GOP in HEVC shows its CRA pictures and what leads them', async () => {
  const params = 'log-level=error:open-gop=1:keyint=15:min-keyint=15:bframes=3:b-adapt=0:scenecut=0';
  const { types, config } = await nalTypesOf(
    'open-hevc.mp4',
    '-c:v',
    'libx265',
    '-x265-params',
    params,
    '-tag:v',
    'hvc1',
  );
  expect(types.filter((type) => type === HEVC.cra).length).toBeGreaterThan(1);
  expect(types.filter(isRasl).length).toBeGreaterThan(1);
  expect(config).toMatchObject({ codec: 'hevc', profile: 1, chroma: 1, bitDepth: 8 });
  expect(config.parameterSets.map((set) => ((set[0] ?? 0) >> 1) & 63)).toEqual([32, 33, 34]);
});

it('pictures that nothing is built from are told from the others in H.264, and never in HEVC', async () => {
  const shape = 'keyint=30:bframes=2:b-adapt=0:b-pyramid=0:scenecut=0';
  const { isDisposable, pts } = await nalTypesOf('b.mp4', '-c:v', 'libx264', '-x264-params', shape);
  // Without a pyramid those are the B-frames: what is stored behind a picture that is shown later.
  const isReordered = pts.map((time, i) => pts.slice(0, i).some((earlier) => earlier > time));
  expect(isDisposable).toEqual(isReordered);
  expect(isDisposable.filter(Boolean).length).toBeGreaterThan(30);
  const hevc = await nalTypesOf('b-hevc.mp4', '-c:v', 'libx265', '-x265-params', `log-level=error:${shape}`);
  expect(hevc.isDisposable).not.toContain(true);
});
