import { beforeEach, describe, expect, test } from 'vitest';
import type { EventSocket } from '../../../src/api/lane/event-socket.ts';
import { StatusLane } from '../../../src/api/lane/status-lane.ts';
import { maxSubscriptionsPerSocket, reserveSubscription } from '../../../src/api/lane/subscription-cap.ts';
import type { ExportStatus } from '../../../src/contract/exports/status.ts';
import type { Follower } from '../../../src/jobs/ports.ts';

class FakeSocket implements EventSocket {
  isOpen = true;
  bufferedAmount = 0;
  readonly frames: string[] = [];
  #onText: ((text: string) => void) | undefined;

  sendFrame = (frame: Uint8Array): void => void this.frames.push(Buffer.from(frame).toString());

  onNextText = (onText: (text: string) => void): (() => void) => {
    this.#onText = onText;
    return () => (this.#onText = undefined);
  };

  /** As tRPC says that a subscription has started. */
  send(text: string): void {
    this.#onText?.(text);
    this.#onText = undefined;
  }
}

const started = '{"id":1,"result":{"type":"started"}}';
const statusOf = (seq: number): ExportStatus => ({ seq }) as ExportStatus;

let socket: FakeSocket;
let followers: Follower[];
let left: number;

beforeEach(() => {
  socket = new FakeSocket();
  followers = [];
  left = 0;
});

function openLane(): StatusLane {
  return new StatusLane({
    socket,
    frameOf: ({ id }, callHead) => Buffer.from(`${callHead}${id}`),
    follow: (follower) => {
      followers.push(follower);
      return () => (left += 1);
    },
  });
}

/** How many more subscriptions the socket may have. */
function freeSeats(): number {
  const taken: (() => void)[] = [];
  try {
    for (;;) taken.push(reserveSubscription(socket));
  } catch {
    for (const giveBack of taken) giveBack();
  }
  return taken.length;
}

const tell = (seq: number): boolean | undefined => followers[0]?.tell(statusOf(seq));

describe('once its call is known', () => {
  test('events go straight to the socket, and tRPC hears of the end alone', async () => {
    const lane = openLane();
    const next = lane.next();
    socket.send(started);
    expect([tell(7), tell(8)]).toEqual([true, true]);
    expect(socket.frames).toEqual(['{"id":1,"result":7', '{"id":1,"result":8']);
    followers[0]?.end();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await lane.next()).toEqual({ done: true, value: undefined });
    expect(freeSeats()).toBe(maxSubscriptionsPerSocket);
  });

  test('one that is behind is told nothing until it has read', () => {
    void openLane().next();
    socket.send(started);
    socket.bufferedAmount = 70_000;
    expect(tell(7)).toBe(false);
    socket.bufferedAmount = 0;
    expect(tell(8)).toBe(true);
    expect(socket.frames).toEqual(['{"id":1,"result":8']);
  });
});

describe.each([
  ['says so later', () => Promise.resolve().then(() => socket.send(started))],
  ['says something else', async () => socket.send('{"id":1,"result":{"type":"data"}}')],
  ['says nothing', async () => undefined],
])('when tRPC starts a subscription and %s', (_, say) => {
  test('events go through its loop, the latest whenever it asks', async () => {
    const lane = openLane();
    const first = lane.next();
    await say();
    expect([tell(7), tell(8)]).toEqual([true, false]);
    expect(await first).toMatchObject({ done: false, value: ['7', { seq: 7 }, expect.anything()] });
    const second = lane.next();
    expect(tell(9)).toBe(true);
    followers[0]?.end();
    expect(await second).toMatchObject({ done: false, value: ['9', { seq: 9 }, expect.anything()] });
    expect(await lane.next()).toEqual({ done: true, value: undefined });
    expect(socket.frames).toEqual([]);
  });
});

describe('leaves nothing', () => {
  test('when it is stopped', async () => {
    const lane = openLane();
    const next = lane.next();
    expect(freeSeats()).toBe(maxSubscriptionsPerSocket - 1);
    await lane.return();
    await lane.return();
    expect(await next).toEqual({ done: true, value: undefined });
    expect([left, freeSeats()]).toEqual([1, maxSubscriptionsPerSocket]);
  });

  test('when it is stopped before it began, or never begins', async () => {
    openLane();
    const lane = openLane();
    await lane.return();
    expect(await lane.next()).toEqual({ done: true, value: undefined });
    expect([followers.length, left, freeSeats()]).toEqual([0, 0, maxSubscriptionsPerSocket]);
  });

  test('when it is refused', async () => {
    const refusal = new Error('there is no such export');
    const lane = new StatusLane({
      socket,
      frameOf: () => Buffer.alloc(0),
      follow: () => {
        throw refusal;
      },
    });
    await expect(lane.next()).rejects.toBe(refusal);
    expect(freeSeats()).toBe(maxSubscriptionsPerSocket);
    for (let seat = 0; seat < maxSubscriptionsPerSocket; seat += 1) reserveSubscription(socket);
    await expect(openLane().next()).rejects.toMatchObject({ problem: { code: 'TOO_MANY_REQUESTS' } });
    expect(followers).toEqual([]);
  });
});
