import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChildrenOptions } from '../../../src/children/children-options.ts';
import { ProblemError, type Problem } from '../../../src/contract/problems.ts';
import { createSourceGuard } from '../../../src/media/reading/identity/source-guard.ts';
import type { Tools } from '../../../src/media/reading/tools.ts';
import { runChild, StoppedError } from '../../../src/render/child/run-child.ts';
import type { ChildLimits } from '../../../src/supervisor/start/child-limits.ts';
import { detectAllWrappers } from '../../../src/supervisor/start/wrappers.ts';
import { openTestChildren } from '../../children/test-children.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-child-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const wrappers = detectAllWrappers();
const hasLimits = wrappers.prlimit !== undefined;

function toolsWith(limits: ChildLimits, more: Partial<ChildrenOptions> = {}): Tools {
  const children = openTestChildren({ concurrency: 1, cores: 1, folder, tighten: () => limits, ...more });
  return { ffmpegVersion: '5', children };
}

function contextOf(tools: Tools) {
  const log = { write: () => undefined, flush: async () => undefined };
  return { tools, signal: new AbortController().signal, log, guard: createSourceGuard(), priority: 0 };
}

const files = { reads: [], writes: [] };
const quiet = ['-v', 'error', '-progress', 'pipe:1', '-y'];

/** Runs the real ffmpeg under limits and answers its problem; undefined when it ended well. */
async function problemUnder(
  limits: ChildLimits,
  args: readonly string[],
  writes: readonly string[] = [],
): Promise<Problem | undefined> {
  return runChild(contextOf(toolsWith(limits)), {
    ...{ label: 'the test', reads: [], writes },
    args: () => [...quiet, ...args],
  }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problem;
      throw error;
    },
  );
}

const pictures = (size: string) => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30:d=2`];
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-threads', '1'];

test.runIf(hasLimits)(
  'a child that wants too much memory is ended in words, not by the machine',
  async () => {
    const args = [...pictures('1920x1080'), ...x264, '-f', 'null', '-'];
    expect(await problemUnder({ memoryBytes: 80e6 }, args)).toMatchObject({
      code: 'OUT_OF_MEMORY',
      message: 'FFmpeg ran out of memory.',
    });
    expect(
      await problemUnder({ memoryBytes: 1e9, processes: 16_384, isOffline: true }, args),
    ).toBeUndefined();
  },
);

test.runIf(hasLimits)('a file that would grow into the reserve of the disk is a full disk', async () => {
  const output = join(folder, 'noise.mp4');
  const noise = ['-f', 'lavfi', '-i', 'nullsrc=s=320x180:r=30:d=2,geq=random(1)*255:128:128'];
  const problem = await problemUnder(
    { fileBytes: 200_000 },
    [...noise, ...x264, '-f', 'mp4', output],
    [output],
  );
  expect(problem).toMatchObject({ code: 'DISK_FULL' });
  expect((await stat(output)).size).toBeLessThanOrEqual(200_000);
});

test('no child of an export can reach the network, where the system lets us take it away', async () => {
  const args = ['-i', 'http://127.0.0.1:9/x.mp4', '-f', 'null', '-'];
  const said = (await problemUnder({ isOffline: true }, args))?.message ?? '';
  if (wrappers.offline) expect(said).toMatch(/unreachable/i);
  else expect(said).toMatch(/refused/i);
});

const forever = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30', '-f', 'null', '-'];

test.each(['shutdown', 'cancel'] as const)(
  'a pool that is closed for %s has stopped the export: its child did not crash',
  async (reason) => {
    const tools = toolsWith({});
    let ended: Promise<unknown> = Promise.resolve();
    await new Promise<void>((onStart) => {
      const args = () => [...quiet, ...forever];
      const running = runChild(contextOf(tools), {
        ...{ label: 'the test', ...files, args },
        onFrames: () => onStart(),
      });
      ended = running.catch((error: unknown) => error);
    });
    await tools.children.close(reason);
    expect(await ended).toMatchObject({ name: 'StoppedError', reason });
    expect(await ended).toBeInstanceOf(StoppedError);
    // And who comes too late does not start.
    const late = runChild(contextOf(tools), { label: 'the test', ...files, args: () => forever });
    await expect(late).rejects.toMatchObject({ reason });
  },
);

test('[R10] a child whose output could not be taken leaves no record', async () => {
  const recordsFolder = join(folder, 'records');
  const recorded = () => readdir(recordsFolder);
  let wasRecorded = false;
  const failing = runChild(contextOf(toolsWith({}, { recordsFolder })), {
    ...{ label: 'the test', ...files },
    args: () => ['-v', 'error', '-f', 'lavfi', '-i', 'sine', '-f', 's16le', 'pipe:1'],
    onData: async () => {
      wasRecorded = (await recorded()).length === 1;
      throw new Error('the disk is gone');
    },
  });
  await expect(failing).rejects.toThrow('the disk is gone');
  expect([wasRecorded, await recorded()]).toEqual([true, []]);
});
