/** What the bytes 0x80 to 0x9f are in Windows-1252; those that it leaves open stay control characters, as in browsers. */
const upper =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * The text of a file of captions, whether it is in UTF-8, in UTF-16 with its mark, or, as old ones are, in Windows-1252:
 * the same for whoever shows them and whoever exports them. Runtimes differ in what they take Windows-1252 for.
 */
export function decodeCaptions(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return fromUtf16(bytes.subarray(2), [0, 1]);
  if (first === 0xfe && second === 0xff) return fromUtf16(bytes.subarray(2), [1, 0]);
  return fromUtf8(bytes) ?? fromWindows1252(bytes);
}

function fromUtf16(bytes: Uint8Array, [low, high]: readonly [number, number]): string {
  const units = Array.from({ length: Math.floor(bytes.length / 2) }, (_, at) => {
    return (bytes[2 * at + low] ?? 0) | ((bytes[2 * at + high] ?? 0) << 8);
  });
  return joined(units, (unit) => String.fromCharCode(unit));
}

function fromWindows1252(bytes: Uint8Array): string {
  return joined(bytes, (byte) => upper[byte - 0x80] ?? String.fromCharCode(byte));
}

/** Undefined where it is no UTF-8: a sequence that is cut off, longer than needed, or of what is no character. */
function fromUtf8(bytes: Uint8Array): string | undefined {
  const points: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const point = length === undefined ? undefined : pointAt(bytes, at, length);
    if (length === undefined || point === undefined) return undefined;
    points.push(point);
    at += length;
  }
  return joined(points, (point) => String.fromCodePoint(point));
}

function sequenceLength(lead: number): number | undefined {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return undefined;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : undefined;
}

/** The least that a sequence of so many bytes is for. */
const least = [0, 0, 0x80, 0x800, 0x10000] as const;

function pointAt(bytes: Uint8Array, at: number, length: number): number | undefined {
  let point = (bytes[at] ?? 0) & (length === 1 ? 0x7f : 0xff >> (length + 1));
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (byte & 0x3f);
  }
  const isCharacter = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter && point >= (least[length] ?? 0) ? point : undefined;
}

function joined(values: Iterable<number>, textOf: (value: number) => string): string {
  const parts: string[] = [];
  for (const value of values) parts.push(textOf(value));
  return parts.join('');
}
