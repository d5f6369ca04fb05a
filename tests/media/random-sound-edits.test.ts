import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudios, withHeart, type TestStudios } from './oracle/ffmpegs.ts';
import { hear } from './oracle/sound-studio.ts';
import { randomSoundEdit, type SoundEdit } from './random/sound-edit.ts';

const runs = Number(process.env['CUTROOM_SOUND_RUNS'] ?? 4);
const firstSeed = Number(process.env['CUTROOM_SEED'] ?? 1);
const hz = 48_000;
/** Samples that are compared at once, and how far from a join they stay, in seconds. */
const [window, margin] = [1024, 0.012];

let studios: TestStudios;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-sound-edits-'));
  studios = await openStudios();
});

afterAll(async () => {
  await studios[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('whatever is heard of whatever recordings', () => {
  const seeds = Array.from({ length: runs }, (_, i) => ({ seed: firstSeed + i }));
  const title = '[R24] is the sum of them, sample by sample (seed $seed, $ffmpeg.name)';
  it.each(withHeart(seeds))(title, async ({ seed, ffmpeg }) => {
    const own = await mkdtemp(join(folder, 'edit-'));
    const edit = await randomSoundEdit(seed, own);
    const exported = await studios.of(ffmpeg).exportConfig(edit.config, edit.files);
    const words = JSON.stringify(edit.config);
    if (exported.outcome.kind !== 'completed')
      throw new Error(`${JSON.stringify(exported.outcome)} ${words}`);
    const { path } = exported;
    const file = (await readdir(dirname(path))).find((name) => /\.(wav|flac)$/.test(name)) ?? '';
    const made = join(dirname(path), file);
    const sides = [await hear(made, 'left'), await hear(made, 'right')] as const;
    expect(Math.abs(sides[0].length / hz - edit.seconds), words).toBeLessThan(0.001);
    expect(faultsOf(edit, sides), words).toEqual([]);
    await rm(dirname(path), { recursive: true, force: true });
  });
});

/** Where what is heard differs from what is due, window by window. */
function faultsOf(edit: SoundEdit, sides: readonly [Int16Array, Int16Array]): string[] {
  const faults: string[] = [];
  const last = Math.floor(edit.seconds * hz) - window;
  let compared = 0;
  for (let from = 0; from <= last; from += 2 * window) {
    const [start, end] = [from / hz, (from + window) / hz];
    if (edit.joins.some((join) => join > start - margin && join < end + margin)) continue;
    compared++;
    const error = [0, 0];
    const due = [0, 0];
    for (let i = from; i < from + window; i++)
      for (const [side, value] of edit.expected(i / hz).entries()) {
        error[side] = (error[side] ?? 0) + ((sides[side as 0 | 1][i] ?? 0) / 32_768 - value) ** 2;
        due[side] = (due[side] ?? 0) + value ** 2;
      }
    for (const side of [0, 1]) {
      const [off, level] = [error, due].map((sums) => Math.sqrt((sums[side] ?? 0) / window));
      if ((off ?? 0) > 0.001 + edit.tolerance * (level ?? 0))
        faults.push(`${start.toFixed(3)} s, side ${side}: off by ${off?.toFixed(4)} of ${level?.toFixed(4)}`);
    }
  }
  if (compared === 0 && edit.seconds > 0.5) faults.push('nothing was compared');
  return faults.slice(0, 8);
}
