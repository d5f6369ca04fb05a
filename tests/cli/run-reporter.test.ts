import { expect, test } from 'vitest';
import { humanReporter } from '../../src/cli/engine/run-reporter.ts';

const pending = { progress: 0 };

test('names each of several files that could not be made, with what stood against it', () => {
  const told: string[] = [];
  const stream = { write: (text: string) => told.push(text) };
  const problem = (message: string) => ({ code: 'VERIFICATION_FAILED', message }) as const;
  humanReporter({ out: stream, err: stream, signal: new AbortController().signal }).finish(
    {
      kind: 'failed',
      ...{ problem: problem('It is too quiet.'), warnings: [] },
      outputs: [
        { ...pending, id: 'master', state: 'failed', problem: problem('It is too quiet.') },
        { ...pending, id: 'clip', state: 'failed', problem: problem('It is too dark.') },
      ],
    },
    'episode.mp4',
  );
  const words = told.join('');
  expect(words).toContain('cutroom: master: It is too quiet.');
  expect(words).toContain('cutroom: clip: It is too dark.');
});
