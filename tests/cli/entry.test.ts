import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tooFewOpenFiles } from '../../src/server/http/open-file-limit.ts';

test('with too few open files allowed the program says so in one line, before it loads anything', () => {
  const entry = join(import.meta.dirname, '../../src/cli/entry.ts');
  const script = 'ulimit -n 64 && exec "$0" --import tsx "$1" serve';
  const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, entry], { encoding: 'utf8' });
  expect([status, stderr.trim().split('\n')]).toEqual([4, [tooFewOpenFiles('program', 64)]]);
});

test('enough is enough', () => {
  expect(tooFewOpenFiles('server', 255)).toContain('255');
  expect(tooFewOpenFiles('server', 256)).toBeUndefined();
  expect(tooFewOpenFiles('program', 200)).toBeUndefined();
  expect(tooFewOpenFiles('server', Infinity)).toBeUndefined();
});
