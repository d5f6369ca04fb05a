import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProblemError, type ProblemCode } from '../../../src/contract/problems.ts';
import { openSourceReadings } from '../../../src/media/reading/kept/source-readings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-readings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();

/** Readings of one file, over an ffprobe that only ever says one thing. */
async function readingsThatSay(code: ProblemCode) {
  const path = join(folder, 'noise.mp4');
  await writeFile(path, 'no footage');
  let looks = 0;
  const askProbe = async () => {
    looks += 1;
    throw new ProblemError({ code, message: code });
  };
  const readings = openSourceReadings({ askProbe }, signal);
  const read = async () =>
    expect(readings.read({ path, name: 'noise', signal })).rejects.toMatchObject({ problem: { code } });
  return { path, read, looks: () => looks };
}

test('what was found out about a file is known until the file changes, also if it is refused', async () => {
  const { path, read, looks } = await readingsThatSay('SOURCE_NOT_MEDIA');
  await Promise.all([read(), read()]);
  await read();
  expect(looks()).toBe(1);
  await utimes(path, 1, 1);
  await read();
  expect(looks()).toBe(2);
});

test('what only stood in the way is no verdict: the next one looks again', async () => {
  const { read, looks } = await readingsThatSay('TIMED_OUT');
  await read();
  await read();
  expect(looks()).toBe(2);
});
