import { remuxArgs } from '../../ffmpeg/input/remux-args.ts';
import { DamagedChunkError } from '../../media/chunks/chunk-seal.ts';
import type { StoredChunk } from '../../media/chunks/chunk-shelf.ts';
import type { AttemptChunks } from '../child/attempt-chunks.ts';
import { chunkKey, type ChunkStore } from '../../media/chunks/chunk-store.ts';
import { boundariesOf, bytesOf } from '../../media/reading/mp4/read-mp4-packets.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { rankOf } from '../../mp4/write/picture-run.ts';
import type { Track } from '../../mp4/read/track.ts';
import { BOUNDARY, type PictureIndex } from '../../planner/facts/facts.ts';
import { PLANNER_VERSION } from '../../planner/plan/plan.ts';
import { isDamagedStream } from '../damage/broken-packets.ts';
import { readOwnIndex } from './open-chunk.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';

/** Codecs whose pictures can be copied; all of them fit into MP4. */
const copyable = new Set(['h264', 'hevc', 'vp9', 'av1']);

/** Whether copying from this source first needs its pictures repackaged. */
function needsRepackaging(source: ReadSource): boolean {
  const { codec, decodeLag } = source.facts.video;
  return source.bytes === undefined && copyable.has(codec) && !decodeLag;
}

/**
 * Makes the pictures of Matroska, WebM and transport streams copyable: each is repackaged into an MP4 chunk
 * once, which gives every packet a place and its NAL types. A source that cannot be repackaged faithfully
 * stays as it is, and is encoded.
 */
export async function prepareCopies(
  context: ChildContext,
  store: ChunkStore,
  sources: readonly (ReadSource | undefined)[],
): Promise<(ReadSource | undefined)[]> {
  const prepared = new Map<ReadSource, ReadSource>();
  for (const source of new Set(sources)) {
    if (!source || !needsRepackaging(source)) continue;
    const key = repackagedKey(context, source);
    const track = await findTrack(context, store, { key, source });
    if (!track) continue;
    prepared.set(source, await withTrack(source, track, context.signal));
  }
  return sources.map((source) => source && (prepared.get(source) ?? source));
}

/** The most bytes that `prepareCopies` adds to the store: nothing for what is repackaged already. */
export async function spaceForCopies(
  context: ChildContext,
  { store, keep }: Pick<AttemptChunks, 'store' | 'keep'>,
  sources: readonly (ReadSource | undefined)[],
): Promise<number> {
  let bytes = 0;
  for (const source of new Set(sources)) {
    if (!source || !needsRepackaging(source)) continue;
    const key = repackagedKey(context, source);
    // Held first: making space for the others must not cost it.
    keep([key]);
    const there = await store.bytesOf([key]);
    if (there === 0) bytes += repackagedSize(source);
  }
  return bytes;
}

function repackagedKey({ tools }: ChildContext, { facts: { identity, video } }: ReadSource): string {
  return chunkKey(['repackaged', PLANNER_VERSION, tools.ffmpegVersion, identity, video.streamIndex]);
}

/** The pictures and their index, which takes some twenty bytes a picture. */
function repackagedSize({ facts, index }: ReadSource): number {
  return facts.bytes + 32 * index.rank.length;
}

/** What a dry run assumes of sources that an export would repackage: that their keyframes are what they say. */
export function assumeCopies(sources: readonly (ReadSource | undefined)[]): (ReadSource | undefined)[] {
  return sources.map((source) => {
    if (!source || !needsRepackaging(source)) return source;
    const boundary = source.index.boundary.map((kind) => (kind === BOUNDARY.keyframe ? BOUNDARY.idr : kind));
    const facts = { ...source.facts, repackagedBytes: repackagedSize(source) };
    return { ...source, facts, index: { ...source.index, boundary } };
  });
}

interface Repackaged extends StoredChunk {
  readonly track: Track;
}

async function findTrack(
  context: ChildContext,
  store: ChunkStore,
  { key, source }: { key: string; source: ReadSource },
): Promise<Repackaged | undefined> {
  const known = await store.find(key);
  const opened = known && (await openRepackaged(known, source.index, context.signal));
  if (opened) return opened;
  // Made again: whatever is the matter with it would be so forever.
  if (known) await store.remove(key);
  const temporary = store.reserve();
  try {
    const { streamIndex } = source.facts.video;
    const words = await runChild(context, {
      label: 'repackaging',
      reads: [source.path],
      writes: [temporary],
      args: () => remuxArgs({ input: source.path, streamIndex, output: temporary }),
    });
    // In a file of its own a broken packet looks like any other. From its source it is decoded with its words.
    if (await isDamagedStream(context, source, words)) return undefined;
    if (!(await readTrack({ path: temporary }, source.index, context.signal))) return undefined;
    return await openRepackaged(await store.publish(key, temporary), source.index, context.signal);
  } finally {
    await store.discard(temporary);
  }
}

async function openRepackaged(
  stored: StoredChunk,
  index: PictureIndex,
  signal: AbortSignal,
): Promise<Repackaged | undefined> {
  const track = await readTrack(stored, index, signal).catch((error: unknown) => {
    if (error instanceof DamagedChunkError) return undefined;
    throw error;
  });
  return track && { ...stored, track };
}

/** The repackaged track, provided it holds the very packets of the source in the very order. */
async function readTrack(
  file: Pick<StoredChunk, 'path'> & Partial<StoredChunk>,
  index: PictureIndex,
  signal: AbortSignal,
): Promise<Track | undefined> {
  const movie = await readOwnIndex(file, signal);
  if ('unsupported' in movie) return undefined;
  const track = movie.movie.tracks[0];
  if (!track || track.kind !== 'video' || track.problem !== undefined) return undefined;
  if (track.table.count !== index.rank.length) return undefined;
  const isShown = (_: number, packet: number) => (index.rank[packet] ?? -1) >= 0;
  const rank = rankOf(track.table.pts.filter(isShown));
  const isSame = index.rank.filter(isShown).every((ordinal, i) => ordinal === rank[i]);
  return isSame ? track : undefined;
}

async function withTrack(
  source: ReadSource,
  { path, sums, track }: Repackaged,
  signal: AbortSignal,
): Promise<ReadSource> {
  const bytes = { ...bytesOf(path, track), sums };
  const boundary = await boundariesOf(bytes, signal);
  const facts = { ...source.facts, repackagedBytes: repackagedSize(source) };
  return { ...source, facts, bytes, index: { ...source.index, boundary } };
}
