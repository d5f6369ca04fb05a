export interface TileLayout {
  readonly columns: number;
  /** Of one tile, in pixels; its height follows from 16:9. */
  readonly width: number;
}

/** Between two tiles, in pixels. */
export const tileGap = 8;
/** The cameras take at most this share of the stage from the programme. */
const mostShare = 0.36;
/** Wider than this, in pixels, a tile tells nothing more; narrower than that nobody sees a face. */
const [widest, narrowest] = [320, 132] as const;

/**
 * The largest tiles with which all cameras fit beside the programme, without overlapping and, where that leaves
 * them large enough to be seen, without scrolling. `width` and `height` are the whole stage's, in pixels.
 */
export function tileLayout({
  width,
  height,
  count,
}: {
  readonly width: number;
  readonly height: number;
  readonly count: number;
}): TileLayout {
  const candidates = [1, 2, 3, 4].map((columns): TileLayout => {
    const rows = Math.ceil(Math.max(1, count) / columns);
    const byHeight = ((height - (rows - 1) * tileGap) / rows) * (16 / 9);
    const byWidth = (width * mostShare - (columns - 1) * tileGap) / columns;
    return { columns, width: Math.floor(Math.min(byHeight, byWidth, widest)) };
  });
  // Another column costs the programme its width: it must be worth it.
  const best = candidates.reduce((a, b) => (b.width > a.width * 1.15 ? b : a));
  if (best.width >= narrowest) return best;
  const columns = Math.max(1, Math.floor((width * mostShare + tileGap) / (narrowest + tileGap)));
  return { columns: Math.min(columns, Math.max(1, count)), width: narrowest };
}
