import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { detectAllWrappers } from '../../../src/supervisor/start/wrappers.ts';
import { superviseChild } from '../../../src/supervisor/supervise-child.ts';
import { fixtureChild, unstopped } from './fixture-child.ts';

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
    const searchPath = '/usr/bin:/bin:/somewhere/else';
    const { stdout } = await superviseChild(command, unstopped({ searchPath }));
    delete process.env['FFREPORT'];
    delete process.env['https_proxy'];
    const { environment, folder } = JSON.parse(String(stdout)) as {
      environment: Record<string, string>;
      folder: string;
    };
    expect(Object.keys(environment).sort()).toEqual(['HOME', 'LANG', 'LC_ALL', 'PATH', 'TZ']);
    expect(environment).toMatchObject({ LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: searchPath });
    expect(folder).toBe('/');
  });

  it('[S11] it runs nice and under the limits, as the same process that was spawned', async () => {
    let pid = 0;
    const { stdout } = await superviseChild(
      { file: 'cat', args: ['/proc/self/stat', '/proc/self/limits'], stdout: 'capture' },
      unstopped({
        limits: { memoryBytes: 1_000_000_000, fileBytes: 5000, processes: 4321 },
        onSpawn: (child) => void (pid = child.pid),
      }),
    );
    const [stat = '', ...limits] = String(stdout).split('\n');
    expect(Number.parseInt(stat, 10)).toBe(pid);
    expect(Number(stat.split(' ')[18])).toBe(Math.min(19, getPriority() + 10));
    expect(limits.find((line) => line.startsWith('Max data size'))).toContain(' 1000000000 ');
    expect(limits.find((line) => line.startsWith('Max processes'))).toContain(' 4321 ');
    expect(limits.find((line) => line.startsWith('Max file size'))).toContain(' 5000 ');
    expect(limits.find((line) => line.startsWith('Max core file size'))).toMatch(/ 0 +0 /);
  });

  it('[S11] it is nice to other sessions as well, where the kernel shares out by session', async () => {
    let group = '';
    await superviseChild(
      { file: 'sleep', args: ['0.3'], stdout: 'capture' },
      unstopped({
        onSpawn: async ({ pid }) => {
          group = await readFile(`/proc/${pid}/autogroup`, 'utf8').catch(() => '');
        },
      }),
    );
    if (group !== '' && process.geteuid?.() === 0) expect(group).toMatch(/nice 10$/m);
  });

  it('[S11] it sees no network where the system lets us take it away, and still dies with us', async () => {
    const wrappers = detectAllWrappers();
    const { stdout } = await superviseChild(
      { file: 'cat', args: ['/proc/self/net/dev', '/proc/self/status'], stdout: 'capture' },
      unstopped({ wrappers, limits: { isOffline: true } }),
    );
    const text = String(stdout);
    const interfaces = [...text.matchAll(/^ *([\w.@-]+): *\d/gm)].map(([, name]) => name);
    if (wrappers.offline) expect(interfaces.filter((name) => name !== 'lo')).toEqual([]);
    if (wrappers.setpriv) expect(text).toMatch(/^NoNewPrivs:\s+1$/m);
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
