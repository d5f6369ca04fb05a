/** A text in UTF-8; half a surrogate pair becomes U+FFFD, as with `TextEncoder`, which pure rooms do not have. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const isHalf = point >= 0xd800 && point <= 0xdfff;
    bytes.push(...bytesOfPoint(isHalf ? 0xfffd : point));
  }
  return Uint8Array.from(bytes);
}

function bytesOfPoint(point: number): number[] {
  if (point < 0x80) return [point];
  const follow = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), follow(0)];
  if (point < 0x10000) return [0xe0 | (point >> 12), follow(6), follow(0)];
  return [0xf0 | (point >> 18), follow(12), follow(6), follow(0)];
}
