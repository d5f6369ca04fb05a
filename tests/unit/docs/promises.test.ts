import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('every promise names tests, and every test that is named is there', () => {
  const rows = read('docs/promises.md')
    .split('\n')
    .filter((line) => /^\| *\d+ *\|/.test(line));
  expect(rows.length).toBeGreaterThanOrEqual(14);
  for (const row of rows) {
    const proof = row.split('|').at(-2) ?? '';
    const names = [...proof.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect([row, names.length]).not.toEqual([row, 0]);
    const tests = names.filter((name) => !name.startsWith('npm run ') && !name.startsWith('dist/'));
    expect(tests.filter((name) => !existsSync(join(root, `${name}.test.ts`)))).toEqual([]);
  }
});

test('every command that is named is in package.json', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...read('docs/promises.md').matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});
