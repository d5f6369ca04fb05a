import { expect, test } from 'vitest';
import { freeBytes } from '../../../src/disk/disk-room.ts';
import { createRoomShares } from '../../../src/disk/room-shares.ts';
import { createUploadRoom } from '../../../src/uploads/upload-room.ts';

const MB = 2 ** 20;

/** The room of uploads on the disk of `/tmp`, with a clock of its own and somebody else who promises `others` bytes. */
function openRoom({ others = 0, reserveBytes = 0 } = {}) {
  const shares = createRoomShares();
  const promised = shares.join(() => Promise.resolve(others));
  const clock = { ms: 0 };
  const dropped: string[] = [];
  const received = new Map<string, number>();
  const room = createUploadRoom({
    ...{ folder: '/tmp', reserveBytes, underWay: new Map(), shares, now: () => clock.ms },
    receivedOf: (id) => Promise.resolve(received.get(id) ?? 0),
    drop: (id) => Promise.resolve(void dropped.push(id)),
  });
  return { room, promised, clock, dropped, received };
}

test('an upload of which no byte comes keeps little from others, and after a while nothing', async () => {
  const { room, promised, clock } = openRoom();
  const size = (await freeBytes('/tmp')) - 512 * MB;
  await room.reserve('a', { name: 'huge.mp4', size });
  expect(await promised()).toBe(256 * MB);
  clock.ms += 11 * 60_000;
  expect(await promised()).toBe(0);
  await room.requireRoom('a');
  expect(await promised()).toBe(256 * MB);
});

test('what has arrived is not kept a second time', async () => {
  const { room, promised, received } = openRoom();
  await room.reserve('a', { name: 'a.mp4', size: 300 * MB });
  received.set('a', 250 * MB);
  expect(await promised()).toBe(50 * MB);
});

test('a file for which there is no room is refused before a byte is sent, and leaves nothing', async () => {
  const { room, promised } = openRoom();
  const refused = room.reserve('a', { name: 'a.mp4', size: 2 ** 60 });
  await expect(refused).rejects.toMatchObject({ problem: { code: 'NO_ROOM' } });
  expect(await promised()).toBe(0);
});

test('an upload stops where what is left is promised to exports', async () => {
  const { room } = openRoom({ others: 2 ** 60 });
  await expect(room.requireRoom('a')).rejects.toMatchObject({ problem: { code: 'NO_ROOM' } });
});

test('unfinished uploads are counted, and those of which nothing came make place after a while', async () => {
  const { room, clock, dropped, received } = openRoom();
  for (let i = 0; i < 500; i++) await room.reserve(`u${i}`, { name: 'a.mp4', size: 1 });
  received.set('u0', 1);
  const refused = () => room.reserve('more', { name: 'a.mp4', size: 1 });
  await expect(refused()).rejects.toMatchObject({ problem: { code: 'TOO_MANY_REQUESTS' } });
  clock.ms += 11 * 60_000;
  await refused();
  expect(dropped).toEqual(['u1']);
});
