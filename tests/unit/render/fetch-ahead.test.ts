import { afterEach, expect, it } from 'vitest';
import { remoteFolders, type ByteRange, type RemoteFiles } from '../../../src/disk/remote-files.ts';
import type { ReadSource } from '../../../src/media/reading/read-types.ts';
import type { ExportPlan } from '../../../src/planner/plan/plan.ts';
import { fetchAhead } from '../../../src/render/pictures/fetch-ahead.ts';

/* What is copied is fetched while pictures are encoded. */

const megabyte = 2 ** 20;
const packets = 40;

/** A file of packets of a megabyte each, with or without somebody who fetches it. */
function sourceAt(path: string): ReadSource {
  const offset = Float64Array.from({ length: packets }, (_, i) => i * megabyte);
  const size = Uint32Array.from({ length: packets }, () => megabyte);
  const rank = Int32Array.from({ length: packets }, (_, i) => i);
  const isSync = Uint8Array.from({ length: packets }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const table = { count: packets, offset, size, isSync, pts: offset, dts: offset };
  return { path, index: { rank }, bytes: { path, track: { table } } } as unknown as ReadSource;
}

const planOf = (...copies: readonly (readonly [source: number, from: number, to: number])[]) =>
  ({
    spans: [
      { kind: 'encode', pictures: { kind: 'black' } },
      ...copies.map(([source, fromPacket, toPacket]) => ({ kind: 'copy', source, fromPacket, toPacket })),
    ],
  }) as unknown as ExportPlan;

interface Asked {
  readonly path: string;
  readonly range: ByteRange;
  readonly signal: AbortSignal | undefined;
  readonly answer: () => void;
}

let withdraw: (() => void) | undefined;
afterEach(() => withdraw?.());

function serveFolder(): Asked[] {
  const asked: Asked[] = [];
  const fetch: RemoteFiles['fetch'] = (path, ranges = [], signal) =>
    new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('ended')));
      asked.push({ path, range: ranges[0] ?? [0, 0], signal, answer: resolve });
    });
  withdraw = remoteFolders.serve({ folder: '/cache/', fetch } as RemoteFiles);
  return asked;
}

const { signal } = new AbortController();

it('asks for what is copied in the order of the programme, four pieces at a time', async () => {
  const asked = serveFolder();
  const sources = [sourceAt('/cache/a.mp4'), sourceAt('/here/b.mp4'), sourceAt('/cache/c.mp4')];
  const stop = fetchAhead([planOf([2, 10, 22], [1, 0, 40], [0, 1, 9])], sources, signal);
  const places = () => asked.map(({ path, range: [start, end] }) => [path, start / megabyte, end / megabyte]);
  const first = [
    ['/cache/c.mp4', 10, 14],
    ['/cache/c.mp4', 14, 18],
    ['/cache/c.mp4', 18, 22],
    ['/cache/a.mp4', 1, 5],
  ];
  expect(places()).toEqual(first);
  asked[1]?.answer();
  await expect.poll(places).toEqual([...first, ['/cache/a.mp4', 5, 9]]);
  asked.forEach(({ answer }) => answer());
  await stop();
  expect(asked).toHaveLength(5);
});

it('asks first for what is decoded, from its keyframe on', async () => {
  const asked = serveFolder();
  const pictures = { kind: 'source', source: 0, firstOrdinal: 23, lastOrdinal: 25, seek: {} };
  const { spans } = planOf([0, 30, 33]);
  const plan = { spans: [...spans, { kind: 'encode', pictures }] } as unknown as ExportPlan;
  const stop = fetchAhead([plan], [sourceAt('/cache/a.mp4')], signal);
  const places = asked.map(({ range: [start, end] }) => [start / megabyte, end / megabyte]);
  expect(places).toEqual([
    [20, 24],
    [24, 26],
    [30, 33],
  ]);
  await stop();
});

it('ends what is under way, and asks for nothing more', async () => {
  const asked = serveFolder();
  const stop = fetchAhead([planOf([0, 0, 40])], [sourceAt('/cache/a.mp4')], signal);
  expect(asked).toHaveLength(4);
  await stop();
  expect(asked.map((one) => one.signal?.aborted)).toEqual([true, true, true, true]);
});

it('leaves what fails to whoever needs it', async () => {
  const failing = () => Promise.reject(new Error('The storage is away'));
  withdraw = remoteFolders.serve({ folder: '/cache/', fetch: failing } as unknown as RemoteFiles);
  const stop = fetchAhead([planOf([0, 0, 40])], [sourceAt('/cache/a.mp4')], signal);
  await expect(stop()).resolves.toBeUndefined();
});
