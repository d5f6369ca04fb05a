import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const filesUnder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
const specs = filesUnder('src').filter((path) => path.endsWith('SPEC.md'));
const rules = specs.flatMap((path) => rulesOf(path).map((rule) => ({ path, rule })));

test('every rule of a room has a number of its own', () => {
  const names = rules.map(({ rule }) => rule);
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('and leads the name of at least one test', () => {
  const led = new Set(
    filesUnder('tests')
      .filter((path) => path.endsWith('.test.ts') || path.endsWith('.test.tsx'))
      .flatMap((path) => [...read(path).matchAll(/['"`](?:\[[A-Z]+\d+\] ?)+/g)])
      .flatMap(([lead]) => [...lead.matchAll(/[A-Z]+\d+/g)].map(([rule]) => rule)),
  );
  expect(rules.filter(({ rule }) => !led.has(rule))).toEqual([]);
});

function rulesOf(path: string): string[] {
  return [...read(path).matchAll(/^- \*\*\[([A-Z]+\d+)\]\*\*/gm)].map(([, rule = '']) => rule);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
