import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../../src/client/endpoints.ts';
import { SharedFeeds, type Connection } from '../../../src/client/react/feeds.ts';
import { newerStatus, patchPages, type ListPage } from '../../../src/client/react/list-pages.ts';
import { retryDelayMs } from '../../../src/client/transport/retry-delay.ts';
import { TransportSwitch } from '../../../src/client/transport/transport-switch.ts';
import type { ExportStatus } from '../../../src/contract/exports/status.ts';

function job(jobId: string, minute: number, patch: Partial<ExportStatus> = {}): ExportStatus {
  return {
    jobId,
    projectName: jobId,
    status: 'pending',
    progress: 0,
    stage: 'queued',
    message: '',
    warnings: [],
    etaSeconds: null,
    speed: null,
    framesDone: 0,
    framesTotal: 0,
    queuePosition: null,
    attempt: 1,
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    seq: 1,
    ...patch,
  };
}

const ids = (pages: readonly ListPage[]) => pages.map((page) => page.exports.map(({ jobId }) => jobId));
const two: readonly ListPage[] = [
  { exports: [job('d', 40), job('c', 30)], nextCursor: '2' },
  { exports: [job('b', 20)], nextCursor: '3' },
];

describe('a listing', () => {
  it('changes an export in place and leaves other pages as they are', () => {
    const pages = patchPages(
      two,
      { status: job('c', 30, { seq: 2, progress: 0.5 }), isRemoved: false },
      undefined,
    );
    expect(pages[0]?.exports[1]?.progress).toBe(0.5);
    expect(pages[1]).toBe(two[1]);
  });

  it('puts a new export where its age belongs', () => {
    expect(ids(patchPages(two, { status: job('e', 50), isRemoved: false }, undefined))).toEqual([
      ['e', 'd', 'c'],
      ['b'],
    ]);
    expect(ids(patchPages(two, { status: job('x', 25), isRemoved: false }, undefined))).toEqual([
      ['d', 'c'],
      ['x', 'b'],
    ]);
  });

  it('leaves out what is older than all that was loaded, while there is more to load', () => {
    expect(patchPages(two, { status: job('a', 1), isRemoved: false }, undefined)).toBe(two);
    const whole = [{ exports: [job('b', 20)] }];
    expect(ids(patchPages(whole, { status: job('a', 1), isRemoved: false }, undefined))).toEqual([
      ['b', 'a'],
    ]);
  });

  it('drops what was removed and what no longer fits the filter', () => {
    expect(ids(patchPages(two, { status: job('c', 30), isRemoved: true }, undefined))).toEqual([
      ['d'],
      ['b'],
    ]);
    const done = job('c', 30, { status: 'completed', seq: 9 });
    expect(ids(patchPages(two, { status: done, isRemoved: false }, ['pending']))).toEqual([['d'], ['b']]);
  });

  it('of nothing takes its first export', () => {
    expect(ids(patchPages([{ exports: [] }], { status: job('a', 1), isRemoved: false }, undefined))).toEqual([
      ['a'],
    ]);
  });
});

describe('the newer of two snapshots', () => {
  it('is the one with the higher number', () => {
    const late = job('a', 1, { seq: 5 });
    expect(newerStatus(late, job('a', 1, { seq: 4 }))).toBe(late);
  });

  it('is the one made later where an id was used again', () => {
    const again = job('a', 2, { seq: 1 });
    expect(newerStatus(job('a', 1, { seq: 90 }), again)).toBe(again);
    expect(newerStatus(again, job('a', 1, { seq: 90 }))).toBe(again);
  });
});

describe('shared feeds', () => {
  it('start once for many holders and end after the last', async () => {
    const feeds = new SharedFeeds();
    let starts = 0;
    const ended = new Promise<void>((resolve) => {
      const start = () => {
        starts += 1;
        return resolve;
      };
      const [one, two] = [feeds.hold('a', start), feeds.hold('a', start)];
      one();
      one();
      feeds.hold('a', start)();
      two();
    });
    await ended;
    expect(starts).toBe(1);
  });

  it('start anew for who comes after the stream has ended', () => {
    const feeds = new SharedFeeds();
    const reports: ((connection: Connection) => void)[] = [];
    const start = (report: (connection: Connection) => void) => {
      reports.push(report);
      return () => {};
    };
    feeds.hold('a', start);
    reports[0]?.('live');
    expect(feeds.connectionOf('a')).toBe('live');
    reports[0]?.('idle');
    feeds.hold('a', start);
    expect(reports).toHaveLength(2);
    expect(feeds.connectionOf('a')).toBe('connecting');
  });
});

describe('the transport', () => {
  const ended = { wasRejected: false };
  const auto = { startWith: 'websocket', mayChange: true } as const;

  it('changes when a socket is refused by a server that was seen alive before', async () => {
    const choice = new TransportSwitch({ ...auto, look: async () => ({ kind: 'alive' }) });
    let isSwitched = false;
    choice.join(() => (isSwitched = true));
    await choice.closed(ended);
    expect(isSwitched).toBe(false);
    await choice.closed(ended);
    expect([isSwitched, choice.transport]).toEqual([true, 'sse']);
  });

  it('stays while the server is down, however often it is tried', async () => {
    const choice = new TransportSwitch({ ...auto, look: async () => ({ kind: 'away' }) });
    const leave = choice.join(() => {});
    for (let attempt = 0; attempt < 10; attempt += 1) await choice.closed(ended);
    expect(choice.transport).toBe('websocket');
    leave();
  });

  it('does not take the end of an open socket for a refusal', async () => {
    const choice = new TransportSwitch({ ...auto, look: async () => ({ kind: 'alive' }) });
    const leave = choice.join(() => {});
    for (let round = 0; round < 5; round += 1) {
      choice.opened();
      await choice.closed(ended);
    }
    expect(choice.transport).toBe('websocket');
    leave();
  });

  it('holds to what it was told', async () => {
    const choice = new TransportSwitch({ ...auto, mayChange: false, look: async () => ({ kind: 'alive' }) });
    const leave = choice.join(() => {});
    for (let attempt = 0; attempt < 5; attempt += 1) await choice.closed(ended);
    expect(choice.transport).toBe('websocket');
    leave();
  });
});

describe('addresses', () => {
  it.each([
    ['http://host:3000', 'http://host:3000/api/trpc', 'ws://host:3000/api/trpc'],
    ['https://a.example/cutroom/', 'https://a.example/cutroom/api/trpc', 'wss://a.example/cutroom/api/trpc'],
    ['http://host:3000/api/trpc', 'http://host:3000/api/trpc', 'ws://host:3000/api/trpc'],
  ])('%s', (url, http, socket) => {
    expect(endpointsOf(url)).toMatchObject({ http, socket });
  });

  it('that are not HTTP are refused with a reason', () => {
    expect(() => endpointsOf('ftp://host')).toThrow(/must start with http/);
  });
});

describe('the wait before connecting again', () => {
  it('is short at first, grows, and never is the same for all', () => {
    expect(retryDelayMs(0, () => 0.999)).toBeLessThan(500);
    expect(retryDelayMs(20, () => 1)).toBe(5000);
    expect(retryDelayMs(20, () => 0)).toBe(2500);
  });
});
