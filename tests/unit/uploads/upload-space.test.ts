import { expect, test } from 'vitest';
import { freeBytes } from '../../../src/disk/disk-space.ts';
import { createSpaceShares } from '../../../src/disk/space-shares.ts';
import { createUploadSpace } from '../../../src/uploads/upload-space.ts';

const MB = 2 ** 20;

/** The space of uploads on the disk of `/tmp`, with a clock of its own and somebody else who promises `others` bytes. */
function openSpace({ others = 0, reserveBytes = 0, tellsFree = true } = {}) {
  const shares = createSpaceShares();
  const promised = shares.join(() => Promise.resolve(others));
  const clock = { ms: 0 };
  const dropped: string[] = [];
  const received = new Map<string, number>();
  const space = createUploadSpace({
    ...{ folder: '/tmp', reserveBytes, tellsFree, underWay: new Map(), shares, now: () => clock.ms },
    receivedOf: (id) => Promise.resolve(received.get(id) ?? 0),
    drop: (id) => Promise.resolve(void dropped.push(id)),
  });
  return { space, promised, clock, dropped, received };
}

test('an upload of which no byte comes keeps little from others, and after a while nothing', async () => {
  const { space, promised, clock } = openSpace();
  const size = (await freeBytes('/tmp')) - 512 * MB;
  await space.reserve('a', { name: 'huge.mp4', size });
  expect(await promised()).toBe(256 * MB);
  clock.ms += 11 * 60_000;
  expect(await promised()).toBe(0);
  await space.requireSpace('a');
  expect(await promised()).toBe(256 * MB);
});

test('what has arrived is not kept a second time', async () => {
  const { space, promised, received } = openSpace();
  await space.reserve('a', { name: 'a.mp4', size: 300 * MB });
  received.set('a', 250 * MB);
  expect(await promised()).toBe(50 * MB);
});

test('a file for which there is no space is refused before a byte is sent, and leaves nothing', async () => {
  const { space, promised } = openSpace();
  const refused = space.reserve('a', { name: 'a.mp4', size: 2 ** 60 });
  await expect(refused).rejects.toMatchObject({ problem: { code: 'NO_ROOM' } });
  expect(await promised()).toBe(0);
});

test('who shares the server with others is not told what is free', async () => {
  const { space } = openSpace({ tellsFree: false });
  const { problem } = await space.reserve('a', { name: 'a.mp4', size: 2 ** 60 }).then(
    () => ({ problem: undefined }),
    (error: unknown) => error as { problem: { message: string } },
  );
  expect(problem?.message).toMatch(/^There is no space for a\.mp4: it needs [\d.,]+ [A-Z]+\.$/);
});

test('an upload stops where what is left is promised to exports', async () => {
  const { space } = openSpace({ others: 2 ** 60 });
  await expect(space.requireSpace('a')).rejects.toMatchObject({ problem: { code: 'NO_ROOM' } });
});

test('unfinished uploads are counted, and those of which nothing came make place after a while', async () => {
  const { space, clock, dropped, received } = openSpace();
  for (let i = 0; i < 500; i++) await space.reserve(`u${i}`, { name: 'a.mp4', size: 1 });
  received.set('u0', 1);
  const refused = () => space.reserve('more', { name: 'a.mp4', size: 1 });
  await expect(refused()).rejects.toMatchObject({ problem: { code: 'TOO_MANY_REQUESTS' } });
  clock.ms += 11 * 60_000;
  await refused();
  expect(dropped).toEqual(['u1']);
});
