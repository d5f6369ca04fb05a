import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const read = (name: string) => readFile(join(root, name), 'utf8');

/** Names of variables in the first column of a table. */
function namedIn(document: string): string[] {
  return [...document.matchAll(/^\| (`[A-Z][^|]*) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name),
  );
}

test('the guides name every setting there is, and none that there is not', async () => {
  const folder = 'src/server/settings';
  const files = await Promise.all(
    (await readdir(join(root, folder))).map((name) => read(`${folder}/${name}`)),
  );
  const known = files
    .flatMap((text) => [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name = '']) => name))
    .filter((name) => name !== 'PATH');
  const named = [...namedIn(await read('README.md')), ...namedIn(await read('docs/users-and-limits.md'))];
  expect(known.length).toBeGreaterThan(40);
  expect(named.sort()).toEqual(known.sort());
});
