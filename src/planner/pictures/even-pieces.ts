/** `[start, end)` in as few pieces of at most `longest` as it takes, all about as long as one another; in order. */
export function evenPieces(
  start: number,
  end: number,
  longest: number,
): readonly { readonly start: number; readonly end: number }[] {
  const length = Math.max(0, end - start);
  const pieces = Math.ceil(length / longest);
  const bound = (piece: number) => start + Math.floor((piece * length) / pieces);
  return Array.from({ length: pieces }, (_, piece) => ({ start: bound(piece), end: bound(piece + 1) }));
}
