import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepAbandoned } from '../../../src/media/chunks/sweep-abandoned.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chunks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const hourMs = 3_600_000;

test('unfinished files that nobody has written to for long are swept, and nothing else', async () => {
  const now = Date.now();
  for (const [path, hoursOld] of [
    ['unfinished/of-the-dead', 7],
    ['unfinished/of-the-living', 5],
    ['ab/abcdef', 900],
  ] as const) {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, 'x');
    const at = new Date(now - hoursOld * hourMs);
    await utimes(file, at, at);
  }
  expect(await sweepAbandoned(folder, 6 * hourMs, now)).toBe(1);
  expect(await readdir(join(folder, 'unfinished'))).toEqual(['of-the-living']);
  expect(await readdir(join(folder, 'ab'))).toEqual(['abcdef']);
  expect(await sweepAbandoned(join(folder, 'nowhere'), 0)).toBe(0);
});
