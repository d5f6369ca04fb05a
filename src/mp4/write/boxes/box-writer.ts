/** Bytes of a box in the making: numbers are big-endian, nested arrays are laid side by side. */
export type BoxPart = Uint8Array | readonly BoxPart[];

/** One box: size, type, parts. Sizes beyond 32 bits do not occur here: `mdat` writes its own header. */
export function box(type: string, ...parts: readonly BoxPart[]): Uint8Array {
  const payload = joinParts(parts);
  const bytes = new Uint8Array(8 + payload.length);
  bytes.set(u32(bytes.length));
  bytes.set(ascii(type), 4);
  bytes.set(payload, 8);
  return bytes;
}

/** A box that begins with a version and 24 bits of flags. */
export function fullBox(type: string, versionAndFlags: number, ...parts: readonly BoxPart[]): Uint8Array {
  return box(type, u32(versionAndFlags), ...parts);
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
}

export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint16(2 * i, value));
  return bytes;
}

export function u32(...values: readonly number[]): Uint8Array {
  return u32List(values);
}

/** For lists of any length. Negative values are written as two's complement. */
export function u32List(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setUint32(4 * i, values[i] ?? 0);
  return bytes;
}

export function u64List(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setBigInt64(8 * i, BigInt(values[i] ?? 0));
  return bytes;
}

export function joinParts(parts: readonly BoxPart[]): Uint8Array {
  const flat = parts.flat(Infinity as 1) as Uint8Array[];
  const bytes = new Uint8Array(flat.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of flat) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
