import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSessionWatch } from '../../../src/server/door/access/session-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const periodMs = 1000;

function watchSessions() {
  const troubles: unknown[] = [];
  const ended: string[] = [];
  const watch = createSessionWatch((error) => troubles.push(error), periodMs);
  const follow = (
    sessionId: string,
    isStillIn: () => Promise<boolean>,
    end = () => void ended.push(sessionId),
  ) => watch.follow({ sessionId, isStillIn }, end);
  return {
    troubles,
    ended,
    follow,
    rounds: (count: number) => vi.advanceTimersByTimeAsync(count * periodMs),
  };
}

test('what is open under a session that has ended is ended once, and nothing else is', async () => {
  const { ended, follow, rounds } = watchSessions();
  let isIn = true;
  follow('a', async () => isIn);
  follow('a', async () => isIn);
  follow('b', async () => true);
  const leave = follow('a', async () => isIn);
  leave();
  await rounds(3);
  expect(ended).toEqual([]);
  isIn = false;
  await rounds(3);
  expect(ended).toEqual(['a', 'a']);
});

test('one that cannot be ended keeps neither the others open nor later sessions unwatched', async () => {
  const { ended, troubles, follow, rounds } = watchSessions();
  const broken = new Error('this socket does not close');
  follow(
    'a',
    async () => false,
    () => {
      throw broken;
    },
  );
  follow('a', async () => false);
  await rounds(1);
  expect([ended, troubles]).toEqual([['a'], [broken]]);
  follow('b', async () => false);
  await rounds(1);
  expect(ended).toEqual(['a', 'b']);
});

test('a question without an answer ends nothing, is not asked twice, and lets others be asked', async () => {
  const { ended, troubles, follow, rounds } = watchSessions();
  const hanging = vi.fn(() => new Promise<boolean>(() => undefined));
  follow('hangs', hanging);
  follow('fails', () => Promise.reject(new Error('nobody answers')));
  await rounds(2);
  follow('over', async () => false);
  await rounds(1);
  expect(ended).toEqual(['over']);
  expect(hanging).toHaveBeenCalledTimes(1);
  expect(troubles).toHaveLength(3);
});
