import { expect, test } from 'vitest';
import { openThreadPool } from '../../../src/threads/thread-pool.ts';

/** A worker that says it has begun, and never ends. */
const endless = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ kind }) => {
    if (kind === 'task') parentPort.postMessage({ kind: 'ask', id: 1, question: 'begun' });
  });`;

test('whoever waits for a thread when all are ended, or comes later, is told that the server is shutting down', async () => {
  const file = async () => new URL(`data:text/javascript,${encodeURIComponent(endless)}`);
  const pool = openThreadPool({ file, name: 'test', heapMegabytes: 32, size: 1 });
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const answer = async () => begin();
  const { signal } = new AbortController();
  const task = { name: 'wait', input: undefined, signal, deadlineMs: 600_000, answer };
  const refused = () => expect(pool.run(task)).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
  const waiting = [refused(), refused()];
  await begun;
  await pool.close();
  await Promise.all(waiting);
  await refused();
});
