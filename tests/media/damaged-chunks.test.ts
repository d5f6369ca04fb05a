import { chmod, mkdir, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { chunksIn, contentOf, patchChunk } from './footage/patch-chunk.ts';
import { judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let edit: JudgedEdit;
let chunks: string[];

/** Pictures that are encoded and copied, sound around the cuts, and a repackaged camera. */
beforeAll(async () => {
  studio = await openStudio();
  const size = { width: 160, height: 90 };
  const common = { frames: 150, rate: { num: 25, den: 1 }, size, gop: 25 };
  const sources = [
    await makeFootage({ ...common, camera: 40 }),
    await makeFootage({ ...common, camera: 41, container: 'mkv' }),
  ];
  const clips = [clip(0, 0.6, 2.5), clip(1, 1.2, 3.7), clip(0, 3.3, 5.5)];
  edit = { rate: common.rate, ...size, includeAudio: true, sources, clips };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy', id: 'whole' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(50);
  chunks = await chunksIn(join(studio.folder, 'chunks'));
  expect(chunks.length).toBeGreaterThan(8);
});
afterAll(() => studio[Symbol.asyncDispose]());

const overwrite = async (path: string, from: number, bytes: Uint8Array): Promise<void> => {
  await using file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, from);
};

/** What a power cut, a full disk, a bad sector or a careless hand leaves of a chunk; `i` is its place among all. */
const damages: Record<string, (path: string, i: number) => Promise<void>> = {
  'zeros in the middle': async (path) => {
    const { length } = await contentOf(path);
    await overwrite(path, Math.floor(length / 4), Buffer.alloc(Math.ceil(length / 2)));
  },
  'one flipped byte': async (path) => {
    const content = await contentOf(path);
    const at = Math.floor(content.length * 0.7);
    if (at < content.length) await overwrite(path, at, Buffer.of((content[at] ?? 0) ^ 0x10));
  },
  'nothing left': (path) => truncate(path, 0),
  'cut in half': async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  "another's bytes": async (path, i) => writeFile(path, await readFile(chunks.at(i - 1) ?? path)),
  'a folder in its place': async (path) => {
    await rm(path);
    await mkdir(path);
    await writeFile(join(path, 'file'), 'of no use');
  },
  'no permission to read': (path) => chmod(path, 0),
};

it.each([0, 1])(
  '[R11] is exact again after every chunk was damaged in a way of its own (%i)',
  async (shift) => {
    const ways = Object.values(damages);
    for (const [i, path] of chunks.entries()) await ways[(i + 3 * shift) % ways.length]?.(path, i);
    const { complaints, exported } = await exportAndJudge(studio, {
      edit,
      codec: 'copy',
      id: `damaged-${shift}`,
    });
    expect(complaints).toEqual([]);
    expect(exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
  },
);

it('[R11] makes again what was of no use, so that the next export finds it', async () => {
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy', id: 'afterwards' });
  expect(complaints).toEqual([]);
  expect(exported.log.filter(({ event }) => event === 'child')).toEqual([]);
});

it('[R11] makes again what an encoder wrote wrong, and was published so', async () => {
  for (const path of chunks) {
    const content = await contentOf(path);
    const isPicture = content.subarray(4, 8).toString() === 'ftyp';
    if (isPicture) await patchChunk(path, spoilPictures(content));
  }
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy', id: 'spoilt' });
  expect(complaints).toEqual([]);
  expect(exported.outcome).toMatchObject({ kind: 'completed', report: { isOk: true } });
});

/** Other bytes in the middle of the pictures: the boxes around them are as they were. */
function spoilPictures(content: Buffer): Buffer {
  const spoilt = Buffer.from(content);
  const mdat = spoilt.indexOf('mdat');
  const end = mdat + spoilt.readUInt32BE(mdat - 4) - 4;
  for (let at = mdat + 400; at < end - 40; at += 90) spoilt[at] = (spoilt[at] ?? 0) ^ 0x5a;
  return spoilt;
}
