import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { fixturePath } from './fixture-child.ts';

const limitBytes = 400 * 2 ** 20;
const group = openGroup();

afterAll(() => {
  if (group !== undefined) rmdirSync(group);
});

it.runIf(group)(
  '[S55] a child that the kernel killed for memory says so, with the limit of its group',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      fixturePath('supervises-in-a-group'),
      String(group),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'signaled',
      signal: 'SIGKILL',
      stopReason: 'none',
      memoryKill: { limitBytes },
    });
  },
);

/** A control group beside this process's own; undefined where the system lets nobody make one. */
function openGroup(): string | undefined {
  const groups = readFileSync('/proc/self/cgroup', 'utf8');
  const [, older] = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups) ?? [];
  const [, path = '/'] = /^0::(.*)$/m.exec(groups) ?? [];
  const parent = older === undefined ? `/sys/fs/cgroup${path}` : `/sys/fs/cgroup/memory${older}`;
  const folder = `${parent}/cutroom-test-${process.pid}`;
  try {
    mkdirSync(folder);
    const file = older === undefined ? 'memory.max' : 'memory.limit_in_bytes';
    writeFileSync(`${folder}/${file}`, String(limitBytes));
    return folder;
  } catch {
    return undefined;
  }
}
