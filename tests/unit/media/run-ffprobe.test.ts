import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ProblemError, type Problem } from '../../../src/contract/problems.ts';
import type { ProbeRun } from '../../../src/media/reading/probing/probe-run.ts';
import { runFfprobe } from '../../../src/media/reading/probing/run-ffprobe.ts';
import { openTestChildren } from '../../children/test-children.ts';

const ffprobe = fileURLToPath(new URL('../../fixtures/children/ffprobe-in-trouble.sh', import.meta.url));
const tools = { children: openTestChildren({ ffprobe }) };

async function problemOf(how: string, change: Partial<ProbeRun>): Promise<Problem | undefined> {
  const { signal } = new AbortController();
  const run: ProbeRun = { args: [how], path: ffprobe, depth: 'head', name: 'Camera 1', signal, ...change };
  return runFfprobe(tools, run).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problem;
      throw error;
    },
  );
}

test('a probe that takes too long has timed out: the file is not called broken', async () => {
  expect(await problemOf('hangs', { deadlineMs: 200 })).toMatchObject({
    code: 'TIMED_OUT',
    message: 'Camera 1 could not be read in time.',
  });
});

test('a listing that is too long is an error in words, not a shorter file', async () => {
  expect(await problemOf('floods', { mostBytes: 100_000 })).toMatchObject({
    code: 'SOURCE_TOO_DEMANDING',
    message: 'Camera 1 has too many pictures to be listed.',
  });
  expect(await problemOf('floods', { mostBytes: 300_000 })).toBeUndefined();
});
