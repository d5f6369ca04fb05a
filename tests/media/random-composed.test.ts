import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLogo } from './footage/make-logo.ts';
import { faultsOf, type Film } from './oracle/compositor.ts';
import { openStudios, withHeart, type TestStudios } from './oracle/ffmpegs.ts';
import { readPlanes } from './oracle/planes.ts';
import { randomComposed } from './random/composed-edit.ts';

/** `npm test -- --runs 500` makes as many of these as there are hundreds of others. */
const runs = Number(process.env['CUTROOM_COMPOSED_RUNS'] ?? 5);
const firstSeed = Number(process.env['CUTROOM_SEED'] ?? 1);

let studios: TestStudios;
let folder = '';
let logo = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-random-'));
  studios = await openStudios();
  logo = join(folder, 'logo.png');
  await makeLogo(logo, { width: 64, height: 40, grey: 0xa0, alpha: 0.75 });
});

afterAll(async () => {
  await studios[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe('whatever is composed of whatever cameras', () => {
  const seeds = Array.from({ length: runs }, (_, i) => ({ seed: firstSeed + i }));
  const title = '[R22] is what the reference compositor makes (seed $seed, $ffmpeg.name)';
  it.each(withHeart(seeds))(title, async ({ seed, ffmpeg }) => {
    const { config, films, rate } = await randomComposed(seed, logo);
    const exported = await studios.of(ffmpeg).exportConfig(config, [...films.map(({ path }) => path), logo]);
    if (exported.outcome.kind !== 'completed') throw new Error(JSON.stringify(exported.outcome));
    const size = { width: 160, height: 90 };
    const decoded = new Map<string, Film>();
    for (const [i, { path, spec }] of films.entries()) {
      const own = spec.rate ?? rate;
      decoded.set(`s${i + 1}`, { pictures: await readPlanes(path, size), rate: own });
    }
    const greys = new Map([['logo', { luma: 16 + (219 * 0xa0) / 255, alpha: 0.75, height: 20 }]]);
    const frames = await readPlanes(exported.path, size);
    expect(
      faultsOf({ config, films: decoded, rate, ...size, greys }, frames),
      JSON.stringify(config),
    ).toEqual([]);
    await rm(dirname(exported.path), { recursive: true, force: true });
  });
});
