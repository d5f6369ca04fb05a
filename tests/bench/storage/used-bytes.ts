import { join } from 'node:path';
import type { ByteRange } from '../../../src/disk/remote-files.ts';
import { readMp4Index } from '../../../src/media/reading/mp4/mp4-index.ts';
import type { Track } from '../../../src/mp4/read/track.ts';
import { mergeByteRanges, sumOfRanges } from '../../../src/storage/cache/byte-ranges.ts';
import type { Stretch } from '../cut-list.ts';
import { cameras } from '../footage.ts';

/**
 * What a cut list needs of its cameras: their indexes, of each stretch the pictures from the keyframe before its first one
 * to its last one, and its sound. Counted from the files, by nothing that the product decides.
 */
export async function usedBytes(sources: string, stretches: readonly Stretch[]): Promise<number> {
  const bytes = await Promise.all(
    cameras.map((name, camera) =>
      usedOf(
        join(sources, name),
        stretches.filter((stretch) => stretch.camera === camera),
      ),
    ),
  );
  return bytes.reduce((sum, each) => sum + each, 0);
}

async function usedOf(path: string, stretches: readonly Stretch[]): Promise<number> {
  const index = await readMp4Index(path);
  if ('unsupported' in index) throw new Error(`${path}: ${index.message}`);
  const ranges = stretches.flatMap((stretch) =>
    index.movie.tracks.flatMap((track) => samplesWithin(track, stretch)),
  );
  return sumOfRanges(mergeByteRanges([index.range, ...ranges]));
}

function samplesWithin({ kind, table, timescale }: Track, { start, end }: Stretch): ByteRange[] {
  const zero = table.pts.reduce((least, pts) => Math.min(least, pts), Infinity);
  const isSeen = (sample: number) => {
    const seconds = ((table.pts[sample] ?? 0) - zero) / timescale;
    return seconds >= start && seconds < end;
  };
  const seen = Array.from({ length: table.count }, (_, sample) => sample).filter(isSeen);
  const last = seen.at(-1) ?? -1;
  let first = seen[0] ?? 0;
  while (kind === 'video' && first > 0 && table.isSync[first] !== 1) first -= 1;
  return Array.from({ length: last - first + 1 }, (_, i): ByteRange => {
    const offset = table.offset[first + i] ?? 0;
    return [offset, offset + (table.size[first + i] ?? 0)];
  });
}
