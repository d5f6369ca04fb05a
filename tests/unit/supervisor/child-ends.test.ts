import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasExitedCleanly } from '../../../src/supervisor/watch/child-outcome.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { detectWrappers } from '../../../src/supervisor/start/wrappers.ts';
import { fixtureChild, fixturePath, stoppable, unstopped } from './fixture-child.ts';

type Block = ReadonlyMap<string, string>;

describe('how a child ended', () => {
  it('[S1] a child that ends by itself is exited with its code, after every block was given out', async () => {
    const blocks: Block[] = [];
    const outcome = await superviseChild(
      fixtureChild('prints-progress-then-exits'),
      unstopped({ onBlock: (block) => void blocks.push(block) }),
    );
    expect(outcome).toMatchObject({
      kind: 'exited',
      exitCode: 0,
      stopReason: 'none',
      wasForced: false,
      hasStarted: true,
    });
    expect(hasExitedCleanly(outcome)).toBe(true);
    expect(outcome.durationMs).toBeGreaterThan(0);
    expect(blocks.map((block) => block.get('frame'))).toEqual(['1', '2', '3']);
    expect(blocks.at(-1)?.get('progress')).toBe('end');
  });

  it('[S1] a code other than 0 is an outcome with the end of stderr', async () => {
    const outcome = await superviseChild(fixtureChild('exits-with', '69'), unstopped());
    expect(outcome).toMatchObject({
      kind: 'exited',
      exitCode: 69,
      stopReason: 'none',
      stderrTail: 'no such luck\n',
    });
    expect(hasExitedCleanly(outcome)).toBe(false);
  });

  it('[S1] a child that a signal killed is signaled, and nobody stopped it', async () => {
    const outcome = await superviseChild(fixtureChild('dies-by-signal', 'SIGSEGV'), unstopped());
    expect(outcome).toMatchObject({
      kind: 'signaled',
      signal: 'SIGSEGV',
      stopReason: 'none',
      wasForced: false,
    });
  });

  it.each([
    ['a name nobody has', { file: 'no-such-program', args: [] }, 'ENOENT'],
    ['a path where nothing is', { file: '/nowhere/ffmpeg', args: [] }, 'ENOENT'],
    ['a file that is no program', { file: import.meta.filename, args: [] }, 'EACCES'],
    ['a folder', { file: '/tmp', args: [] }, 'EACCES'],
    ['a working folder that is not there', { file: process.execPath, args: [], cwd: '/nowhere' }, 'ENOENT'],
  ])('[S2] %s is spawn-failed, with and without wrappers', async (_what, command, code) => {
    for (const wrappers of [detectWrappers(), {}]) {
      const outcome = await superviseChild(command, unstopped({ wrappers }));
      expect(outcome).toMatchObject({ kind: 'spawn-failed', code, stopReason: 'none', hasStarted: false });
    }
  });

  it('[S2] an argument list that the system refuses is spawn-failed', async () => {
    const command = { file: process.execPath, args: ['x'.repeat(4_000_000)] };
    expect(await superviseChild(command, unstopped())).toMatchObject({ kind: 'spawn-failed', code: 'E2BIG' });
  });

  it.each([0, 3, 5, 6, 8])(
    '[S2] with %i file descriptors left it is spawn-failed or runs, and nothing is thrown',
    async (left) => {
      const program = fixturePath('supervises-without-descriptors');
      const script = `ulimit -n 100; exec "$0" "$1" ${left}`;
      const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, program]);
      expect(['{"kind":"spawn-failed","code":"EMFILE"}', '{"kind":"exited","code":null}']).toContain(
        stdout.trim(),
      );
      if (left < 6) expect(stdout).toContain('EMFILE');
    },
  );

  it.each([
    ['cancel', undefined],
    ['cancel', new Error('gone')],
    ['shutdown', 'shutdown'],
  ])('[S3] a signal that is aborted already spawns nothing: not-started, %s', async (stopReason, why) => {
    const { options, stop } = stoppable({ onSpawn: () => expect.unreachable() });
    stop(why);
    expect(await superviseChild(fixtureChild('never-prints'), options)).toMatchObject({
      kind: 'not-started',
      stopReason,
    });
  });
});
