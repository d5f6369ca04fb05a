import { expect, test } from 'vitest';
import { createUploadLocks } from '../../../src/uploads/upload-locks.ts';

const never = new AbortController().signal;

test('who holds an upload is asked to let go, and those that wait come in their order', async () => {
  const locks = createUploadLocks();
  const story: string[] = [];
  const first = locks.newLock('a');
  await first.lock(never, () => void story.push('first is asked'));
  const waiting = ['second', 'third'].map(async (name) => {
    const lock = locks.newLock('a');
    await lock.lock(never, () => void story.push(`${name} is asked`));
    story.push(`${name} holds`);
    await lock.unlock();
  });
  await locks.newLock('b').lock(never, () => undefined);
  story.push('first lets go');
  await first.unlock();
  await Promise.all(waiting);
  expect(story).toEqual([
    'first is asked',
    'first is asked',
    'first lets go',
    'second is asked',
    'second holds',
    'third holds',
  ]);
  await locks.newLock('a').lock(never, () => undefined);
});

test('who goes away while waiting is skipped', async () => {
  const locks = createUploadLocks();
  const first = locks.newLock('a');
  await first.lock(never, () => undefined);
  const leaving = new AbortController();
  const left = locks.newLock('a').lock(leaving.signal, () => undefined);
  const third = locks.newLock('a').lock(never, () => undefined);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ status_code: 400 });
  await first.unlock();
  await third;
  const gone = locks.newLock('b').lock(AbortSignal.abort(), () => undefined);
  await gone;
});
