import type { ByteRange } from '../../disk/remote-files.ts';

/** Joins what overlaps, touches, or lies closer together than `gap`; in order. */
export function mergeByteRanges(ranges: readonly ByteRange[], gap = 0): ByteRange[] {
  const joined: [number, number][] = [];
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    if (end <= start) continue;
    const last = joined.at(-1);
    if (last && start <= last[1] + gap) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** What of `wanted` is not in `there`; both in order, and each without overlaps. */
export function withoutRanges(wanted: readonly ByteRange[], there: readonly ByteRange[]): ByteRange[] {
  const missing: ByteRange[] = [];
  let first = 0;
  for (const [start, end] of wanted) {
    while (first < there.length && (there[first]?.[1] ?? 0) <= start) first++;
    let at = start;
    for (let i = first; i < there.length && (there[i]?.[0] ?? Infinity) < end; i++) {
      const [from, to] = there[i] ?? [end, end];
      if (from > at) missing.push([at, from]);
      at = Math.max(at, to);
    }
    if (at < end) missing.push([at, end]);
  }
  return missing;
}

/** Pieces of at most so many bytes. */
export function cutRanges(ranges: readonly ByteRange[], most: number): ByteRange[] {
  return ranges.flatMap(([start, end]) =>
    Array.from({ length: Math.ceil((end - start) / most) }, (_, i): ByteRange => {
      const from = start + i * most;
      return [from, Math.min(end, from + most)];
    }),
  );
}

/** Reaches out to whole blocks of a file of so many bytes. */
export function alignRanges(
  ranges: readonly ByteRange[],
  { block, bytes }: { readonly block: number; readonly bytes: number },
): ByteRange[] {
  return ranges.map(([start, end]) => [
    Math.max(0, Math.floor(start / block) * block),
    Math.min(bytes, Math.ceil(end / block) * block),
  ]);
}

export function sumOfRanges(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}
