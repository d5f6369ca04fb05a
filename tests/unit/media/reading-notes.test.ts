import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReadingNotes, type ReadingNotes } from '../../../src/media/reading/kept/reading-notes.ts';

let folder: string;
let at = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-notes-'));
  at = 0;
  for (const name of ['a', 'b']) await writeFile(pathOf(name), 'footage');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pathOf = (name: string) => join(folder, name);
const { signal } = new AbortController();
const sourceOf = (name: string) => ({ path: pathOf(name), name, signal });
const open = () => openReadingNotes(join(folder, 'reading'), () => at);

async function nextServer(): Promise<{ notes: ReadingNotes; isExplained: boolean }> {
  const notes = open();
  return { notes, isExplained: await notes.takeStock() };
}

/** Reads and never comes back: whoever opens the folder next finds what a dead server leaves. */
async function dieOver(notes: ReadingNotes, ...names: string[]): Promise<void> {
  for (const name of names) {
    await new Promise<void>((reached) => {
      void notes.under(sourceOf(name), () => {
        reached();
        return new Promise(() => undefined);
      });
    });
  }
}

test('what is read to its end, whatever comes of it, leaves nothing', async () => {
  const { notes } = await nextServer();
  await notes.under(sourceOf('a'), async () => 'read');
  await expect(
    notes.under(sourceOf('b'), async () => Promise.reject(new Error('no footage'))),
  ).rejects.toThrow();
  await notes.under({ ...sourceOf('a'), path: pathOf('absent') }, async () => undefined);
  expect(await readdir(join(folder, 'reading'))).toEqual([]);
  expect((await nextServer()).isExplained).toBe(false);
});

test('a file over which three servers died is refused, until it is another one or a day has passed', async () => {
  for (const deaths of [0, 1, 2]) {
    const { notes, isExplained } = await nextServer();
    expect(isExplained).toBe(deaths > 0);
    expect(await notes.isSuspect(pathOf('a'), signal)).toBe(deaths > 0);
    await dieOver(notes, 'a');
  }
  const { notes } = await nextServer();
  const read = () => notes.under(sourceOf('a'), async () => 'read');
  await expect(read()).rejects.toMatchObject({ problem: { code: 'SOURCE_TOO_DEMANDING' } });
  expect((await nextServer()).isExplained).toBe(false);
  await utimes(pathOf('a'), 1, 1);
  expect(await read()).toBe('read');
  await dieOver((await nextServer()).notes, 'a');
  at += 25 * 3_600_000;
  expect(await (await nextServer()).notes.isSuspect(pathOf('a'), signal)).toBe(true);
  at += 25 * 3_600_000;
  expect(await (await nextServer()).notes.isSuspect(pathOf('a'), signal)).toBe(false);
});

test('of files that were read side by side the one that kills is found, and the other cleared', async () => {
  await dieOver((await nextServer()).notes, 'a', 'b');
  const { notes } = await nextServer();
  let isReading = false;
  const alone = async () => {
    expect(isReading).toBe(false);
    isReading = true;
    await new Promise(setImmediate);
    isReading = false;
  };
  await Promise.all([notes.under(sourceOf('a'), alone), notes.under(sourceOf('b'), alone)]);
  expect(await notes.isSuspect(pathOf('b'), signal)).toBe(false);
  await dieOver(notes, 'a');
  // The next to be read beside a known suspect is not blamed for its death.
  const third = (await nextServer()).notes;
  await dieOver(third, 'b', 'a');
  const fourth = (await nextServer()).notes;
  expect(await fourth.isSuspect(pathOf('a'), signal)).toBe(true);
  expect(await fourth.isSuspect(pathOf('b'), signal)).toBe(false);
});

test('a server that was asked to end leaves no note of what it had to break off', async () => {
  const { notes } = await nextServer();
  await dieOver(notes, 'a');
  await notes.close();
  expect((await nextServer()).isExplained).toBe(false);
});
