import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createBucket, type TestBucket } from '../storage/support/bucket.ts';
import { startCeph } from '../storage/support/ceph.ts';
import type { Place } from './alternatives.ts';
import { configOf, switches, type Stretch } from './cut-list.ts';
import { cameras, frameRate, makeCameras, type Look, type Shape } from './footage.ts';
import type { Cost } from './measure.ts';
import { printCosts, printRows, printTargets, type Target } from './print-table.ts';
import { runCutroom } from './run-cutroom.ts';
import { openSlowLine, type Line } from './storage/slow-line.ts';
import { usedBytes } from './storage/used-bytes.ts';

export interface StorageOptions {
  readonly folder: string;
  readonly shape: Shape;
  readonly look: Look;
  readonly isCopyOnly: boolean;
}

/** Kinds of exports, as the tables call them. */
const kinds = { copy: 'smart render', h264: 'everything encoded' } as const;
type Codec = keyof typeof kinds;

/** 200 Mbit/s. */
const slowLine: Line = { bytesPerSecond: 25e6, delayMs: 30 };
const directLine: Line = { bytesPerSecond: Infinity, delayMs: 0 };

interface Programme {
  readonly place: Place;
  readonly stretches: readonly Stretch[];
  readonly size: Shape['size'];
  readonly bucket: TestBucket;
  /** See `usedBytes`. */
  readonly used: number;
}

interface Measured {
  readonly costs: Readonly<Record<string, Cost>>;
  readonly bytes: readonly (readonly string[])[];
  readonly targets: readonly Target[];
}

/**
 * Times exports of cameras in a bucket of a Ceph gateway on this machine beside the same of a folder, one after another in
 * one run, and once more over a slow line.
 */
export async function benchStorage({ shape, folder, look, isCopyOnly }: StorageOptions): Promise<void> {
  const sources = await makeCameras(folder, shape, look);
  const place: Place = { sources, folder: join(folder, 'out') };
  await rm(place.folder, { recursive: true, force: true });
  await mkdir(place.folder, { recursive: true });
  await using ceph = await startCeph();
  const bucket = await createBucket(ceph);
  for (const camera of cameras) await bucket.put(`sources/${camera}`, join(sources, camera));
  const { minutes, size, cuts } = shape;
  const stretches = switches(minutes * 60, cuts);
  const used = await usedBytes(sources, stretches);
  console.log(
    `\n3 cameras × ${minutes} min of ${look} ${size.height}p${frameRate}, ${stretches.length - 1} cuts, which use ${megabytes(used)} MB`,
  );
  const programme = { place, stretches, size, bucket, used };
  const parts: Measured[] = [await measureKind(programme, 'copy')];
  if (!isCopyOnly) parts.push(await measureKind(programme, 'h264'));
  printCosts(Object.assign({}, ...parts.map(({ costs }) => costs)) as Measured['costs']);
  printRows([['', 'read MB', 'over a slow line'], ...parts.flatMap(({ bytes }) => bytes)]);
  printTargets(parts.flatMap(({ targets }) => targets));
}

async function measureKind(programme: Programme, codec: Codec): Promise<Measured> {
  const { place, stretches, size, used } = programme;
  const kind = kinds[codec];
  const config = configOf(stretches, { id: `folder-${codec}`, codec, size });
  const folder = await runCutroom(place, config, `folder-${codec}`);
  const near = await measureOver(directLine, programme, codec);
  const far = await measureOver(slowLine, programme, codec);
  const onTheWire = far.bytes / slowLine.bytesPerSecond;
  const bound = Math.max(onTheWire, folder.wallSeconds);
  return {
    costs: {
      [`${kind}, folder`]: folder,
      [`${kind}, bucket`]: near.cost,
      [`${kind}, bucket over a slow line`]: far.cost,
    },
    bytes: [[kind, megabytes(near.bytes), megabytes(far.bytes)]],
    targets: [
      { name: `${kind}: bytes read : bytes used`, ratio: near.bytes / used, target: 1.05 },
      { name: `${kind}: … over a slow line`, ratio: far.bytes / used, target: 1.05 },
      {
        name: `${kind}: bucket : folder, wall time`,
        ratio: near.cost.wallSeconds / folder.wallSeconds,
        target: 1.3,
      },
      {
        name: `${kind}: bucket : folder, peak memory`,
        ratio: near.cost.peakBytes / folder.peakBytes,
        target: 1.2,
      },
      {
        name: `${kind}: slow line : its bytes on the wire, wall time`,
        ratio: far.cost.wallSeconds / onTheWire,
        target: 1.25,
      },
      {
        name: `${kind}: slow line : the longer of that and the folder`,
        ratio: far.cost.wallSeconds / bound,
        target: 1.25,
      },
    ],
  };
}

/** With a cache that is empty, and goes afterwards. */
async function measureOver(
  line: Line,
  { place, stretches, size, bucket }: Programme,
  codec: Codec,
): Promise<{ readonly cost: Cost; readonly bytes: number }> {
  const id = `${line === slowLine ? 'slow' : 'bucket'}-${codec}`;
  await using relay = await openSlowLine(bucket.environment['S3_ENDPOINT'] ?? '', line);
  const media = join(place.folder, `media-${id}`);
  const sources = join(media, 'sources');
  await mkdir(sources, { recursive: true });
  const environment = {
    ...bucket.environment,
    ...{ STORAGE: `s3://${bucket.name}`, S3_ENDPOINT: relay.endpoint, MEDIA_BASE_PATH: media },
  };
  const config = configOf(stretches, { id, codec, size });
  const cost = await runCutroom({ ...place, sources }, config, id, environment);
  await rm(media, { recursive: true });
  return { cost, bytes: relay.bytes() };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
