import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machineProblemOf } from '../../src/children/child-problems.ts';
import { detectAllWrappers, missingProtections } from '../../src/supervisor/start/wrappers.ts';
import { openTestChildren, workOf } from './test-children.ts';

const { confinement, setpriv } = detectAllWrappers();
const canHideFiles = setpriv !== undefined && (confinement?.landlock ?? 0) > 0;
const canFilter = setpriv !== undefined && confinement?.hasFilter === true;
let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confined-'));
  await writeFile(at('input'), 'input');
  await writeFile(at('other'), 'other');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Perl in the place of ffmpeg: a program that can be told to try anything. Answers what it printed. */
async function tell(script: string, uses: { reads?: string[]; writes?: string[] } = {}): Promise<string> {
  const children = openTestChildren({ ffmpeg: '/usr/bin/perl', ffprobe: '/usr/bin/perl', folder });
  const { outcome } = await children.run(
    workOf({
      args: () => ['-e', script],
      uses: { reads: [], writes: [], size: 'small', ...uses },
      output: { mostBytes: 1000 },
    }),
  );
  expect([outcome.stderrTail, outcome.kind]).toEqual(['', 'exited']);
  return Buffer.from(outcome.stdout ?? new Uint8Array()).toString();
}

describe.runIf(canHideFiles)('a child', () => {
  test('[C3] reads what it was given and nothing else, and writes only where it was told to', async () => {
    const script = `
      print -e "${at('other')}" ? "" : "gone ";
      print open(my $a, "<", "${at('input')}") ? "reads " : "no ";
      print open(my $b, "<", "${at('other')}") ? "reads " : "no ";
      print open(my $c, ">", "${at('input')}") ? "writes " : "no ";
      print open(my $d, ">", "${at('new')}") ? "writes " : "no ";
      print opendir(my $e, "${folder}") ? "lists " : "no ";
      print unlink("${at('other')}") ? "deletes " : "no ";
      print open(my $f, "<", "/proc/${process.pid}/environ") ? "spies " : "no ";
      my $g; print open($g, "+>", "${at('output')}") && print($g "done") ? "writes" : "no";`;
    expect(await tell(script, { reads: [at('input')], writes: [at('output')] })).toBe(
      'reads no no no no no no writes',
    );
    expect(await readFile(at('output'), 'utf8')).toBe('done');
  });
});

describe.runIf(canFilter)('a child', () => {
  test('[C4] signals itself, and neither the server nor anybody else', async () => {
    const script = `print kill(0, $$) + 0, kill(0, ${process.pid}) + 0, kill(0, 1) + 0, kill(0, -1) + 0;`;
    expect(await tell(script)).toBe('1000');
  });

  test('[C5] opens no socket, whatever kind', async () => {
    const script = [2, 10, 1, 16].map((family) => `print socket(my $s${family}, ${family}, 1, 0) ? 1 : 0;`);
    expect(await tell(script.join(' '))).toBe('0000');
  });

  test('[C6] still ends by abort as anybody else', async () => {
    const children = openTestChildren({ ffmpeg: '/usr/bin/perl', ffprobe: '/usr/bin/perl', folder });
    const { outcome } = await children.run(workOf({ args: () => ['-e', 'use POSIX (); POSIX::abort()'] }));
    expect(outcome).toMatchObject({ kind: 'signaled', signal: 'SIGABRT' });
  });
});

test('[C7] a script in the place of ffmpeg gets the files it may need', async () => {
  const script = at('ffmpeg');
  await writeFile(script, `#!/bin/sh\ncat ${at('other')}\n`, { mode: 0o755 });
  const children = openTestChildren({ ffmpeg: script, folder });
  const { outcome } = await children.run(workOf({ args: () => [], output: { mostBytes: 100 } }));
  expect(Buffer.from(outcome.stdout ?? new Uint8Array()).toString()).toBe('other');
});

test('[C8] what a system does not let us take away is said', () => {
  expect(missingProtections({}).join(' ')).toMatch(/outlive.*memory.*network.*files.*signals/);
});

test('[C9] [C10] a program that is not there, a failure and a stop are answers, and say what is missing', async () => {
  const stopped = AbortSignal.abort('cancel');
  const missing = openTestChildren({ ffmpeg: at('nothing'), folder });
  const absent = await missing.run(workOf({ args: () => [] }));
  expect(absent.outcome.kind).toBe('spawn-failed');
  expect(machineProblemOf(absent)).toMatchObject({ code: 'FFMPEG_MISSING' });
  const none = await missing.run(workOf({ args: () => [], signal: stopped }));
  expect(none.outcome).toMatchObject({ kind: 'not-started', stopReason: 'cancel' });
  const failed = await openTestChildren({ folder }).run(workOf({ args: () => ['-i', at('nowhere')] }));
  expect(failed.outcome.kind).toBe('exited');
  expect(machineProblemOf(failed)).toBeUndefined();
  const files = { kind: 'spawn-failed', stopReason: 'none', stderrTail: '', message: '', code: 'EMFILE' };
  const outcome = { ...absent.outcome, ...files } as typeof absent.outcome;
  expect(machineProblemOf({ ...absent, outcome })?.message).toContain('ulimit -n');
});
