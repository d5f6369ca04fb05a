import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigV1Input } from '../../../src/contract/config/config-v1.ts';
import { startServerProcess, type ServerProcess } from '../../faults/support/server-process.ts';
import { newProcessFleet, untilWorkers } from '../../fleet/support/process-fleet.ts';
import { startRedis } from '../../fleet/support/redis-server.ts';
import { configOf, switches } from '../cut-list.ts';
import { frameRate, makeCameras, shapes, type Shape } from '../footage.ts';
import { percentile, type Measurement } from '../load/measure.ts';

export interface RendersOptions {
  /** Where footage lies that was made before. */
  readonly folder: string;
  /** Of the programme. */
  readonly seconds: number;
  /** Each measurement is made so often, in turn with what it is held against; the median counts. */
  readonly rounds: number;
}

/** A folder of a server over the cameras, whose chunks are forgotten before each export. */
interface Studio extends AsyncDisposable {
  readonly folder: string;
  /** Seconds from the order to the finished file, none of which is there already. */
  readonly time: (server: ServerProcess, config: ConfigV1Input) => Promise<number>;
  /** So many at once, for processes that have just started: what runs for months is warm. */
  readonly warmUp: (server: ServerProcess, config: ConfigV1Input, count: number) => Promise<void>;
}

/** The same export by one process alone and by a fleet of one worker, with the same children. */
export async function benchOverhead(options: RendersOptions): Promise<Measurement[]> {
  const { size, takes } = await footage(options);
  await using redis = await startRedis();
  await using alone = await openStudio(takes);
  await using shared = await openStudio(takes);
  const children = { FFMPEG_CONCURRENCY: '2', EXPORT_CONCURRENCY: '1', CHILD_NICENESS: '0' };
  const fleet = newProcessFleet(shared.folder, redis.url);
  await using one = await startServerProcess(alone.folder, children);
  await using server = await fleet.server();
  await using worker = await fleet.worker(children);
  await untilWorkers(server, 1);
  const short = editOf({ seconds: 8 }, size, 'copy');
  await alone.warmUp(one, short, 1);
  await shared.warmUp(server, short, 1);
  const kinds = ['h264', 'copy'] as const;
  const measured: Measurement[] = [];
  for (const codec of kinds) {
    const config = editOf(options, size, codec);
    const [own, fleets] = await inTurns(options.rounds, [
      () => alone.time(one, config),
      () => shared.time(server, config),
    ]);
    measured.push(
      { name: `${nameOf(codec)}, one process`, value: own, unit: 's' },
      {
        name: 'a fleet of one worker takes so many times as long',
        value: fleets / own,
        unit: '×',
        target: 1.05,
      },
    );
  }
  if (worker.pid === 0) throw new Error('the worker is gone');
  return measured;
}

/** One worker that has one core for itself, and two that have one each. */
export async function benchPinned(options: RendersOptions): Promise<Measurement[]> {
  const { size, takes } = await footage(options);
  await using redis = await startRedis();
  const measured: Measurement[] = [];
  for (const [codec, least] of [['h264', 1.85] as const, ['copy', 1.6] as const]) {
    await using small = await openPinned(takes, redis.url, { count: 1, size });
    await using large = await openPinned(takes, redis.url, { count: 2, size });
    const config = editOf(options, size, codec);
    const [one, two] = await inTurns(options.rounds, [() => small.time(config), () => large.time(config)]);
    measured.push(
      { name: `${nameOf(codec)}, one pinned worker`, value: one, unit: 's' },
      {
        name: `two take so much of that (${(one / two).toFixed(2)} × as fast)`,
        value: two / one,
        unit: '×',
        target: 1 / least,
      },
    );
  }
  return measured;
}

/** From which size on two workers are done sooner with an export than one: see `worth-spreading.ts`. */
export async function benchThreshold(options: RendersOptions): Promise<Measurement[]> {
  const { size, takes } = await footage(options);
  await using redis = await startRedis();
  await using small = await openPinned(takes, redis.url, { count: 1, size });
  await using large = await openPinned(takes, redis.url, { count: 2, size });
  const measured: Measurement[] = [];
  for (const frames of [20, 40, 60, 90, 120, 240]) {
    const config = editOf({ seconds: frames / frameRate }, size, 'h264', 2);
    const [one, two] = await inTurns(options.rounds, [() => small.time(config), () => large.time(config)]);
    measured.push(
      { name: `${frames} frames of 720p, one pinned worker`, value: one, unit: 's' },
      { name: 'two take so much of that', value: two / one, unit: '×' },
    );
  }
  return measured;
}

async function footage({ folder, seconds }: RendersOptions): Promise<{ size: Shape['size']; takes: string }> {
  const dense = shapes.find(({ name }) => name === 'dense');
  if (!dense) throw new Error('there is no footage of that name');
  const shape = { ...dense, minutes: Math.ceil(seconds / 60) };
  return { size: shape.size, takes: await makeCameras(folder, shape, 'noisy') };
}

function editOf(
  { seconds }: Pick<RendersOptions, 'seconds'>,
  size: Shape['size'],
  codec: 'copy' | 'h264',
  cuts = Math.ceil(seconds / 4),
): ConfigV1Input {
  const stretches = seconds < 4 ? [{ camera: 0, start: 0.1, end: 0.1 + seconds }] : switches(seconds, cuts);
  return configOf(stretches, { id: 'bench', codec, size });
}

interface PinnedOptions {
  readonly count: number;
  readonly size: Shape['size'];
}

async function openStudio(takes: string): Promise<Studio> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-bench-fleet-'));
  await symlink(takes, join(folder, 'sources'));
  let ids = 0;
  const time = async (server: ServerProcess, config: ConfigV1Input): Promise<number> => {
    const id = `bench-${(ids += 1)}`;
    const begun = performance.now();
    await server.post({ ...config, id });
    const done = await server.until(id, ({ status }) => status === 'completed' || status === 'failed');
    if (done.status === 'failed') throw new Error(done.message);
    return (performance.now() - begun) / 1000;
  };
  return {
    folder,
    time: async (server, config) => {
      await rm(join(folder, 'chunks'), { recursive: true, force: true });
      return time(server, config);
    },
    warmUp: async (server, config, count) => {
      await Promise.all(Array.from({ length: count }, () => time(server, config)));
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function openPinned(takes: string, redisUrl: string, { count, size }: PinnedOptions) {
  const studio = await openStudio(takes);
  const fleet = newProcessFleet(studio.folder, redisUrl);
  const server = await fleet.server();
  const pinned = Array.from({ length: count }, (_, core) =>
    fleet.worker({}, (argv) => ['taskset', '-c', String(core), ...argv]),
  );
  const workers = await Promise.all(pinned);
  await untilWorkers(server, count);
  await studio.warmUp(server, editOf({ seconds: 8 }, size, 'copy'), count);
  return {
    time: (config: ConfigV1Input) => studio.time(server, config),
    [Symbol.asyncDispose]: async () => {
      for (const process of [...workers, server]) await process[Symbol.asyncDispose]();
      await studio[Symbol.asyncDispose]();
    },
  };
}

/** The median of each, measured in turns so that whatever else this machine does meets both alike. */
async function inTurns(
  rounds: number,
  [first, second]: readonly [() => Promise<number>, () => Promise<number>],
): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await first());
    times[1].push(await second());
  }
  return [percentile(times[0], 0.5), percentile(times[1], 0.5)];
}

function nameOf(codec: 'copy' | 'h264'): string {
  return codec === 'copy' ? 'smart render' : 'everything encoded';
}
