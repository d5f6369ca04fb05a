import { goneOr, readSealed } from '../../media/chunks/chunk-seal.ts';
import type { StoredChunk } from '../../media/chunks/chunk-shelf.ts';
import { readMp4Index, type Mp4Index, type Unsupported } from '../../media/reading/mp4/mp4-index.ts';
import { presentationShift } from '../../mp4/read/presentation.ts';
import type { Track } from '../../mp4/read/track.ts';

/** What a rendered chunk turned out to be. */
export type ChunkState =
  | { readonly kind: 'good'; readonly track: Track }
  /** The first picture is missing: presentation does not start at zero. */
  | { readonly kind: 'late' }
  | { readonly kind: 'short'; readonly frames: number };

/**
 * Reads the index of a chunk, and that of what a child has written: an exit code of 0 is no proof that it is whole.
 * Throws a `DamagedChunkError` where a published one is not what it was, and the system's error.
 */
export async function openChunk(
  file: Pick<StoredChunk, 'path'> & Partial<StoredChunk>,
  frames: number,
): Promise<ChunkState> {
  const index = await readOwnIndex(file);
  if ('unsupported' in index || index.lostSamples > 0) return { kind: 'short', frames: 0 };
  const track = index.movie.tracks.find(({ kind }) => kind === 'video');
  if (!track || track.problem !== undefined) return { kind: 'short', frames: 0 };
  const shift = presentationShift(track, index.movie.timescale);
  const start =
    shift.kind === 'shift' ? track.table.pts.reduce((a, b) => Math.min(a, b), Infinity) + shift.ticks : 0;
  if (track.table.count > 0 && start !== 0) return { kind: 'late' };
  if (track.table.count !== frames) return { kind: 'short', frames: track.table.count };
  return { kind: 'good', track };
}

/** The index of an MP4 of ours, checked where it is a chunk. A file that was never written has none. */
export async function readOwnIndex(
  { path, sums }: Pick<StoredChunk, 'path'> & Partial<StoredChunk>,
  signal?: AbortSignal,
): Promise<Mp4Index | Unsupported> {
  const index = await readMp4Index(path, signal ? { signal } : {}).catch((error: unknown) => {
    if (sums) throw goneOr(error, path);
    if (isMissing(error)) return { unsupported: 'no-index', message: 'It was never written.' } as const;
    throw error;
  });
  if (sums && !('unsupported' in index)) await readSealed(path, sums, index.range);
  return index;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
