import { expect, test } from 'vitest';
import { createSpaceShares } from '../../../src/disk/space-shares.ts';
import { createExportSpace } from '../../../src/render/space/export-space.ts';

const whole = { kept: 10, temporary: 0 };
const spent = () => async () => 0;

/** The space of a disk that one export fills. */
function openSpace() {
  return createExportSpace({
    freeBytes: async () => 10,
    reserveBytes: 0,
    concurrency: 1,
    shares: createSpaceShares(),
    reclaim: async () => 0,
  });
}

/** Whether another export would be promised the whole disk. */
async function isFree({ promise, release }: ReturnType<typeof openSpace>): Promise<boolean> {
  const isPromised = await promise('other', whole).then(
    () => true,
    () => false,
  );
  release('other');
  return isPromised;
}

const waiting = (isWaiting: boolean) => ({ jobId: 'a', isWaiting: () => isWaiting });

test('[R4] of two requests for one export the second, answered when it waits no more, leaves no promise behind', async () => {
  const space = openSpace();
  await space.promise('a', whole);
  expect(await isFree(space)).toBe(false);
  expect(await space.keepIfTaken(waiting(false), async () => 'taken')).toBe('taken');
  expect(await isFree(space)).toBe(true);
});

test('[R4] an export that waits keeps what was promised, and one that was refused does not', async () => {
  const space = openSpace();
  await space.promise('a', whole);
  await space.keepIfTaken(waiting(true), async () => undefined);
  expect(await isFree(space)).toBe(false);
  const refused = space.keepIfTaken(waiting(false), () => Promise.reject(new Error('the line is full')));
  await expect(refused).rejects.toThrow('full');
  expect(await isFree(space)).toBe(true);
});

test('a second request does not take the space of an export that is being rendered', async () => {
  const space = openSpace();
  const attempt = space.openAttempt('a', spent);
  await attempt.begin(whole);
  await space.keepIfTaken(waiting(false), async () => undefined);
  expect(await isFree(space)).toBe(false);
  attempt.release();
  expect(await isFree(space)).toBe(true);
});

test('an export that waits since an earlier server is promised its space, unless it has ended meanwhile', async () => {
  const space = openSpace();
  await space.restore(waiting(true), async () => undefined);
  await space.restore(waiting(false), async () => whole);
  expect(await isFree(space)).toBe(true);
  let isWaiting = true;
  const ending = { jobId: 'a', isWaiting: () => isWaiting };
  await space.restore(ending, async () => {
    isWaiting = false;
    return whole;
  });
  expect(await isFree(space)).toBe(true);
  await space.restore(waiting(true), async () => whole);
  expect(await isFree(space)).toBe(false);
});
