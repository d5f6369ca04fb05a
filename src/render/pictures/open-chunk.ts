import { readMp4Index, type Mp4Index } from '../../media/reading/mp4-index.ts';
import { presentationShift } from '../../mp4/read/presentation.ts';
import type { Track } from '../../mp4/read/track.ts';

/** What a rendered chunk turned out to be. */
export type ChunkState =
  | { readonly kind: 'good'; readonly track: Track }
  /** The first picture is missing: presentation does not start at zero. */
  | { readonly kind: 'late' }
  | { readonly kind: 'short'; readonly frames: number };

/** Reads a chunk back: an exit code of 0 is no proof that it is whole. */
export async function openChunk(path: string, frames: number): Promise<ChunkState> {
  const index: Mp4Index | { unsupported: string } = await readMp4Index(path).catch(() => ({
    unsupported: 'gone',
  }));
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
