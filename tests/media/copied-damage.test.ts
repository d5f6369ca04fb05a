import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { woundFilm } from './footage/damage-film.ts';
import { makeFootage } from './footage/make-footage.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let folder = '';
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-damage-'));
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const [rate, size] = [
  { num: 25, den: 1 },
  { width: 192, height: 108 },
];
/** H.264: FFmpeg's decoders of other codecs pass over such damage without a word. */
const spec: FootageSpec = { seconds: 6, rate, size, gop: 25, bFrames: 0, camera: 50, complexity: 'noisy' };

/** A few bytes inside one picture, in the middle of what is copied, far from every join: its packet is built as before. */
it('[R30] a copied picture that does not decode is not handed out unseen', async () => {
  const film = await makeFootage(spec);
  const wounded = await woundFilm(film, folder, { atSeconds: 3.2, bytes: 24 });
  const edit = { rate, ...size, sources: [wounded], clips: [clip(0, 0.4, 5.6)], includeAudio: false };
  const { outcome, updates } = await studio.export({ edit, codec: 'copy' });
  expect(updates.find(({ plan }) => plan)?.plan?.copiedFrames).toBeGreaterThan(80);
  expect(outcome).toMatchObject({ kind: 'failed', problem: { code: 'SOURCE_DAMAGED' } });
  expect(outcome.kind === 'failed' && outcome.problem.message).toMatch(/is damaged at 0:03\.2/);
});
