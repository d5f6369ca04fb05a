import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSourceGuard } from '../../src/media/reading/identity/source-guard.ts';
import { checkProgramme } from '../../src/render/check/sound/check-programme.ts';
import type { Check } from '../../src/render/check/verify-output.ts';
import { openChildLog } from '../../src/render/child/child-log.ts';
import { openTestChildren } from '../children/test-children.ts';
import { makeFootage } from './footage/make-footage.ts';
import { changeSoundBlocks, type SoundBlock } from './footage/patch-webm.ts';
import { filmWith, noiseFile } from './footage/sound-film.ts';
import { judgedClip } from './oracle/edit.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let good: Buffer;
let pcm: string;
const seconds = 4;
const rate = { num: 10, den: 1 };
const size = { width: 160, height: 90 };

beforeAll(async () => {
  studio = await openStudio();
  const film = await makeFootage({
    ...{ camera: 0, frames: 10 * seconds, rate, size, gop: 20, audio: false, preset: 'ultrafast' },
  });
  const noise = await noiseFile(studio.folder, [0, seconds]);
  pcm = noise.at(-1) ?? '';
  const source = await filmWith({ folder: studio.folder, film, name: 'plain.mov' }, [
    ...[...noise, '-c:v', 'copy', '-c:a', 'pcm_s16le'],
  ]);
  const clips = [judgedClip(0, 0, seconds)];
  const edit = { rate, ...size, includeAudio: true, sources: [source], clips };
  const { path, outcome } = await studio.export({ edit, codec: 'copy', format: 'webm' });
  const checks = outcome.kind === 'completed' ? outcome.report.checks : [];
  expect(checks.find(({ name }) => name === 'decoded sound')).toMatchObject({ isOk: true });
  good = await readFile(path);
});
afterAll(() => studio[Symbol.asyncDispose]());

async function checked(file: Buffer, programme = pcm): Promise<Check> {
  const path = join(studio.folder, 'checked.webm');
  await writeFile(path, file);
  const context = {
    tools: { children: openTestChildren({ folder: studio.folder }), ffmpegVersion: '' },
    signal: new AbortController().signal,
    log: openChildLog(join(studio.folder, 'log.ndjson'), { attempt: 1, now: () => new Date() }),
    guard: createSourceGuard(),
    priority: 0,
  };
  const plan = { sampleRate: 48_000, totalSamples: seconds * 48_000 };
  return checkProgramme(context, { path, pcm: programme, plan });
}

const changed = (change: (block: SoundBlock, index: number) => void) =>
  checked(changeSoundBlocks(good, change));

describe('the sound of a finished WebM is decoded and held against what went in', () => {
  it('passes where it is right, in its place in all parts', async () => {
    expect(await checked(good)).toEqual({
      name: 'decoded sound',
      isOk: true,
      detail: '4.000 s of sound, in its place wherever it was compared (12 times)',
    });
  });

  it('[R33] fails where all of it is 7 ms late', async () => {
    const { isOk, detail } = await changed((block) => (block.timeMs += 7));
    expect({ isOk, detail }).toMatchObject({
      isOk: false,
      detail: expect.stringMatching(/7\.\d ms later/) as string,
    });
  });

  it('[R33] fails where it is early, and where only a part in its middle is off', async () => {
    expect(await changed((block) => (block.timeMs -= 7))).toMatchObject({ isOk: false });
    const part = await changed((block, i) => (block.timeMs += i > 80 && i < 150 ? 7 : 0));
    expect(part).toMatchObject({ isOk: false });
  });

  it('[R33] fails where it is cut short, and where it lacks something in its middle', async () => {
    const short = await changed((block, i) => (block.isLost = i >= 190));
    expect(short).toMatchObject({ isOk: false, detail: expect.stringContaining('it ends at 3.') as string });
    const holed = await changed((block, i) => (block.isLost = i === 100));
    expect(holed).toMatchObject({ isOk: false, detail: expect.stringContaining('are missing') as string });
  });

  it('[R33] fails where something else is heard', async () => {
    const [samples, other] = [await readFile(pcm), join(studio.folder, 'other.pcm')];
    await writeFile(other, Buffer.concat([samples.subarray(400_000), samples.subarray(0, 400_000)]));
    expect(await checked(good, other)).toMatchObject({
      isOk: false,
      detail: expect.stringContaining('other sound is heard') as string,
    });
  });
});
