import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SpawnedChild } from '../../../src/supervisor/child-command.ts';
import { hasExitedCleanly } from '../../../src/supervisor/child-outcome.ts';
import { listProcesses, readProcess } from '../../../src/supervisor/process-table.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { detectWrappers } from '../../../src/supervisor/wrappers.ts';
import {
  fixtureChild,
  fixturePath,
  isAlive,
  pidsWith,
  stoppable,
  unstopped,
  until,
  writtenBytes,
} from './fixture-child.ts';

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
    ['a file that is no program', { file: '/etc/hostname', args: [] }, 'EACCES'],
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

describe('what a child says', () => {
  it('[S4] lines are put together over chunk borders, and a last line without newline counts', async () => {
    const blocks: Block[] = [];
    await superviseChild(
      fixtureChild('prints-half-lines'),
      unstopped({ onBlock: (block) => void blocks.push(block) }),
    );
    expect(blocks.map((block) => Object.fromEntries(block))).toEqual([
      { frame: '1', note: 'Grüße', progress: 'continue' },
      { frame: '22', note: 'a=b', progress: 'end' },
    ]);
  });

  it('[S5] a child that prints no block has not started', async () => {
    const outcome = await superviseChild(fixtureChild('exits-with', '0'), unstopped());
    expect(outcome.hasStarted).toBe(false);
  });

  it('[S6] of 4 MB of stderr the last 16 KiB are kept, as whole characters', async () => {
    const { stderrTail } = await superviseChild(fixtureChild('floods-stderr'), unstopped());
    expect(Buffer.byteLength(stderrTail)).toBeLessThanOrEqual(16 * 1024);
    expect(Buffer.byteLength(stderrTail)).toBeGreaterThan(16 * 1024 - 8);
    expect(stderrTail).toMatch(/^ü+\nthe last line\n$/);
  });

  it('[S7] captured stdout comes with the outcome, cut at the bound', async () => {
    const command = { ...fixtureChild('writes-bytes', '3000000'), stdout: 'capture' as const };
    const whole = await superviseChild(command, unstopped());
    expect(whole).toMatchObject({ kind: 'exited', exitCode: 0, isStdoutTruncated: false, hasStarted: true });
    expect(whole.stdout?.length).toBe(3_000_000);
    const cut = await superviseChild(command, unstopped({ captureBytes: 100_001 }));
    expect(cut).toMatchObject({ kind: 'exited', exitCode: 0, isStdoutTruncated: true });
    expect(cut.stdout?.length).toBe(100_001);
  });

  it('[S8] piped stdout is handed on chunk by chunk, never two at once, with blocks on fd 3', async () => {
    let isBusy = false;
    let total = 0;
    const blocks: Block[] = [];
    async function* input() {
      for (let at = 0; at < 64; at += 1) yield Buffer.alloc(50_000, at);
    }
    const pipe = async (chunk: Uint8Array) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      await new Promise((resolve) => setImmediate(resolve));
      total += chunk.length;
      isBusy = false;
    };
    const outcome = await superviseChild(
      { ...fixtureChild('copies-stdin', 'with-progress'), input: input(), stdout: { pipe } },
      unstopped({ onBlock: (block) => void blocks.push(block) }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stderrTail: '' });
    expect(total).toBe(3_200_000);
    expect(blocks.map((block) => block.get('total_size'))).toEqual(['3200000']);
  });

  it('[S8] a consumer that is slow holds the child back', async () => {
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let total = 0;
    let pid = 0;
    const pipe = (chunk: Uint8Array) => ((total += chunk.length), gate);
    const run = superviseChild(
      { ...fixtureChild('writes-bytes', String(64 * 1024 * 1024)), stdout: { pipe } },
      unstopped({ onSpawn: (child) => void (pid = child.pid) }),
    );
    await until(() => total > 0);
    const seen = [0];
    while (seen.at(-1) !== seen.at(-20)) {
      await sleep(20);
      seen.push(writtenBytes(pid));
    }
    expect(seen.at(-1)).toBeLessThan(8 * 1024 * 1024);
    letGo();
    expect(await run).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(total).toBe(64 * 1024 * 1024);
  });
});

describe('what a child is given', () => {
  it('[S9] the input is asked for no faster than the child reads, and told when the child is gone', async () => {
    let given = 0;
    let wasTold = false;
    async function* endless() {
      try {
        for (;;) {
          given += 1;
          yield Buffer.alloc(64 * 1024);
        }
      } finally {
        wasTold = true;
      }
    }
    const outcome = await superviseChild({ ...fixtureChild('reads-nothing'), input: endless() }, unstopped());
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(wasTold).toBe(true);
    expect(given).toBeLessThan(100);
  });

  it('[S9] an input that never comes does not keep a child that has ended', async () => {
    const never: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const outcome = await superviseChild({ ...fixtureChild('exits-with', '3'), input: never }, unstopped());
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 3 });
  });

  it('[S10] its environment is built from nothing', async () => {
    process.env['FFREPORT'] = 'file=/tmp/should-not-be.log';
    process.env['https_proxy'] = 'http://127.0.0.1:9';
    const command = { ...fixtureChild('prints-environment'), cwd: '/', stdout: 'capture' as const };
    const { stdout } = await superviseChild(command, unstopped());
    delete process.env['FFREPORT'];
    delete process.env['https_proxy'];
    const { environment, folder } = JSON.parse(String(stdout)) as {
      environment: Record<string, string>;
      folder: string;
    };
    expect(Object.keys(environment).sort()).toEqual(['HOME', 'LANG', 'LC_ALL', 'PATH', 'TZ']);
    expect(environment).toMatchObject({ LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: process.env['PATH'] });
    expect(folder).toBe('/');
  });

  it('[S11] it runs nice and under the limits, as the same process that was spawned', async () => {
    let pid = 0;
    const { stdout } = await superviseChild(
      { file: 'cat', args: ['/proc/self/stat', '/proc/self/limits'], stdout: 'capture' },
      unstopped({
        limits: { memoryBytes: 1_000_000_000, fileBytes: 5000 },
        onSpawn: (child) => void (pid = child.pid),
      }),
    );
    const [stat = '', ...limits] = String(stdout).split('\n');
    expect(Number.parseInt(stat, 10)).toBe(pid);
    expect(stat.split(' ')[18]).toBe('10');
    expect(limits.find((line) => line.startsWith('Max address space'))).toContain(' 1000000000 ');
    expect(limits.find((line) => line.startsWith('Max file size'))).toContain(' 5000 ');
    expect(limits.find((line) => line.startsWith('Max core file size'))).toMatch(/ 0 +0 /);
  });

  it('[S11] arguments reach it as they are: no shell sees them', async () => {
    const args = [
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      '$HOME',
      '`id`',
      ';',
      '*',
      '',
      'a b',
      '"',
      '--core',
    ];
    const { stdout } = await superviseChild({ file: process.execPath, args, stdout: 'capture' }, unstopped());
    expect(JSON.parse(String(stdout))).toEqual(args.slice(3));
  });
});

describe('how a child is stopped', () => {
  it('[S12] q comes first: a child that listens ends by itself, with a last block', async () => {
    const blocks: Block[] = [];
    const { options, stop } = stoppable({ graceMs: 30_000 });
    const outcome = await superviseChild(fixtureChild('stops-on-q'), {
      ...options,
      onBlock: (block) => (blocks.push(block), stop()),
    });
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'cancel', wasForced: false });
    expect(hasExitedCleanly(outcome)).toBe(false);
    expect(blocks.at(-1)?.get('progress')).toBe('end');
  });

  it('[S12] SIGTERM comes next', async () => {
    const { options, stop } = stoppable({ graceMs: 100 });
    const outcome = await superviseChild(fixtureChild('closes-stdout-but-lives'), {
      ...options,
      onBlock: () => stop(),
    });
    expect(outcome).toMatchObject({
      kind: 'signaled',
      signal: 'SIGTERM',
      stopReason: 'cancel',
      wasForced: false,
    });
  });

  it('[S12] SIGKILL comes last, and is told', async () => {
    const { options, stop } = stoppable({ graceMs: 50 });
    const outcome = await superviseChild(fixtureChild('ignores-sigterm'), {
      ...options,
      onBlock: () => stop('shutdown'),
    });
    expect(outcome).toMatchObject({
      kind: 'signaled',
      signal: 'SIGKILL',
      stopReason: 'shutdown',
      wasForced: true,
    });
  });

  it('[S12] where stdin is the input, or stdout is not progress, SIGTERM is the first step', async () => {
    const { options, stop } = stoppable({ graceMs: 60_000, onSpawn: () => stop() });
    const outcome = await superviseChild({ ...fixtureChild('never-prints'), stdout: 'capture' }, options);
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGTERM', stopReason: 'cancel' });
  });

  it('[S13] a stopped (SIGSTOP) child dies, too', async () => {
    const { options, stop } = stoppable({ graceMs: 50 });
    let pid = 0;
    const outcome = await superviseChild(fixtureChild('stops-on-q'), {
      ...options,
      onSpawn: (child) => void (pid = child.pid),
      onBlock: () => {
        process.kill(pid, 'SIGSTOP');
        stop();
      },
    });
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGKILL', wasForced: true });
  });

  it('[S14] the first reason is kept', async () => {
    const { options, stop } = stoppable({ graceMs: 100, deadlineMs: 300 });
    const outcome = await superviseChild(fixtureChild('ignores-sigterm'), {
      ...options,
      onBlock: () => (stop(), stop('shutdown')),
    });
    expect(outcome.stopReason).toBe('cancel');
  });

  it('[S15] past its deadline a child is stopped, however lively', async () => {
    const outcome = await superviseChild(
      fixtureChild('stops-on-q'),
      unstopped({ deadlineMs: 400, stallMs: 60_000 }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'deadline' });
  });

  it('[S16] blocks that never advance are a stall', async () => {
    const outcome = await superviseChild(
      fixtureChild('stalls-after-start'),
      unstopped({ stallMs: 400, graceMs: 50 }),
    );
    expect(outcome).toMatchObject({ stopReason: 'stall', hasStarted: true });
  });

  it('[S16] silence from the start is a stall, and so is a closed stdout', async () => {
    const options = { stallMs: 400, graceMs: 50 };
    const [silent, closed] = await Promise.all([
      superviseChild(fixtureChild('never-prints'), unstopped(options)),
      superviseChild(fixtureChild('closes-stdout-but-lives'), unstopped({ ...options, stallMs: 1500 })),
    ]);
    expect(silent).toMatchObject({ stopReason: 'stall', hasStarted: false });
    expect(closed).toMatchObject({ stopReason: 'stall', hasStarted: true });
  });

  it('[S17] a child that waits for a slow consumer, or a slow input, does not stall', async () => {
    async function* slow() {
      for (let at = 0; at < 2; at += 1) {
        await new Promise((resolve) => setTimeout(resolve, 2500));
        yield Buffer.from('x');
      }
    }
    const pipe = () => new Promise<void>((resolve) => setTimeout(resolve, 2500));
    const outcome = await superviseChild(
      { ...fixtureChild('copies-stdin'), input: slow(), stdout: { pipe } },
      unstopped({ stallMs: 2000 }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none' });
  });

  it('[S17] a consumer that never comes back does not hold up a stop', async () => {
    const { options, stop } = stoppable();
    const pipe = () => (stop(), new Promise<void>(() => undefined));
    const outcome = await superviseChild(
      { ...fixtureChild('writes-bytes', '1000000000'), stdout: { pipe } },
      options,
    );
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGTERM', stopReason: 'cancel' });
  });
});

describe('what is left behind', () => {
  it('[S18] a grandchild in the group dies with the child', async () => {
    let grandchild = 0;
    const outcome = await superviseChild(
      fixtureChild('spawns-grandchild'),
      unstopped({ onBlock: (block) => void (grandchild = Number(block.get('grandchild'))) }),
    );
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0 });
    expect(grandchild).toBeGreaterThan(1);
    await until(() => !isAlive(grandchild));
  });

  it('[S18] a grandchild that left the group and keeps the pipes does not hold up the outcome', async () => {
    let grandchild = 0;
    const outcome = await superviseChild(
      fixtureChild('spawns-grandchild', 'leaves-the-group'),
      unstopped({ onBlock: (block) => void (grandchild = Number(block.get('grandchild'))) }),
    );
    expect(isAlive(grandchild)).toBe(true);
    process.kill(grandchild, 'SIGKILL');
    expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stopReason: 'none' });
  });

  it('[S19] when the outcome is there the child is dead and reaped, and no timer or listener is left', async () => {
    const controller = new AbortController();
    let child: SpawnedChild | undefined;
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const exitListeners = process.listenerCount('exit');
    for (const wrappers of [detectWrappers(), {}]) {
      await superviseChild(fixtureChild('prints-progress-then-exits'), {
        signal: controller.signal,
        deadlineMs: 100_000,
        stallMs: 100_000,
        wrappers,
        onSpawn: (spawned) => void (child = spawned),
      });
      expect(readProcess(child?.pid ?? 0)).toBeUndefined();
      expect(listProcesses().filter(({ groupId }) => groupId === child?.pid)).toEqual([]);
    }
    expect(timers()).toBeLessThanOrEqual(before);
    expect(process.listenerCount('exit')).toBe(exitListeners);
    controller.abort();
  });

  it('[S19] pid and start time are told as soon as the child lives, and what that starts is awaited', async () => {
    let isRecorded = false;
    const outcome = await superviseChild(
      fixtureChild('prints-progress-then-exits'),
      unstopped({
        onSpawn: async ({ pid, startedAtTicks }) => {
          expect(readProcess(pid)?.startTicks).toBe(startedAtTicks);
          await new Promise((resolve) => setTimeout(resolve, 300));
          isRecorded = true;
        },
      }),
    );
    expect(outcome.kind).toBe('exited');
    expect(isRecorded).toBe(true);
  });

  it.each([
    ['onBlock', { onBlock: () => bug() }, {}],
    ['onSpawn', { onSpawn: () => bug() }, {}],
    ['onSpawn, later', { onSpawn: () => Promise.reject(new Error('bug')) }, {}],
    ['the consumer', {}, { stdout: { pipe: () => bug() } }],
    ['the consumer, later', {}, { stdout: { pipe: () => Promise.reject(new Error('bug')) } }],
    ['the input', {}, { input: throwing() }],
  ])('[S20] what %s throws is thrown on, when the child is dead', async (_what, options, command) => {
    const mark = randomUUID();
    const ran = superviseChild({ ...fixtureChild('ignores-sigterm', mark), ...command }, unstopped(options));
    await expect(ran).rejects.toThrow('bug');
    expect(pidsWith(mark)).toEqual([]);
  });

  it.runIf(detectWrappers().setpriv)(
    '[S21] a worker thread is refused where the death signal is set',
    async () => {
      const args = ['--import', 'tsx', fixturePath('supervises-in-a-worker')];
      const { stdout } = await superviseChild(
        { file: process.execPath, args, stdout: 'capture' },
        unstopped(),
      );
      expect(String(stdout)).toContain('main thread only');
    },
  );
});

function bug(): never {
  throw new Error('bug');
}

async function* throwing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x');
  bug();
}
