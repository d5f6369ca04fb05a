/** What a parser of this room answers about bytes it cannot use: one sentence that says what is wrong with them. */
export interface Malformed {
  readonly problem: string;
}

/** One box of an ISO base media file; positions are relative to the bytes it was found in. */
export interface Box {
  /** Four characters, Latin-1. */
  readonly type: string;
  /** Where the box itself begins, header included. */
  readonly from: number;
  /** The payload `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** Thrown inside this room only: `orProblem` turns it into a `Malformed` before it leaves. */
class MalformedBytes extends Error {}

/** Gives up on the bytes at hand. Everything that calls it runs inside `orProblem`. */
export function giveUp(problem: string): never {
  throw new MalformedBytes(problem);
}

/**
 * Runs a parser over untrusted bytes: reads past the end of a box (a `DataView` throws a RangeError) and
 * `giveUp` become a `Malformed`, anything else is a bug and passes through.
 */
export function orProblem<T>(what: string, parse: () => T): T | Malformed {
  try {
    return parse();
  } catch (error) {
    if (error instanceof MalformedBytes) return { problem: error.message };
    if (error instanceof RangeError) return { problem: `${what} ends before its contents do` };
    throw error;
  }
}

export function isMalformed(value: object): value is Malformed {
  return 'problem' in value && typeof value.problem === 'string';
}

export function viewOf(bytes: Uint8Array, box?: { start: number; end: number }): DataView {
  const start = box?.start ?? 0;
  return new DataView(bytes.buffer, bytes.byteOffset + start, (box?.end ?? bytes.length) - start);
}

export function fourcc(bytes: Uint8Array, at: number): string {
  let name = '';
  for (let i = at; i < at + 4; i++) name += String.fromCharCode(bytes[i] ?? 0);
  return name;
}

/** A 64-bit integer as a number. Gives up where a double cannot hold it: no real file is that long. */
export function readU64(view: DataView, at: number): number {
  const high = view.getUint32(at);
  if (high >= 1 << 21) giveUp('a 64-bit number is beyond any real file');
  return high * 2 ** 32 + view.getUint32(at + 4);
}

/** Signed counterpart of `readU64`. */
export function readI64(view: DataView, at: number): number {
  const high = view.getInt32(at);
  if (high >= 1 << 21 || high < -(1 << 21)) giveUp('a 64-bit number is beyond any real file');
  return high * 2 ** 32 + view.getUint32(at + 4);
}

/**
 * The boxes that lie side by side in `[start, end)`. Fewer than 8 bytes at the end are passed over:
 * QuickTime closes some lists with four zero bytes.
 */
export function* boxesIn(bytes: Uint8Array, start = 0, end = bytes.length): Generator<Box> {
  const view = viewOf(bytes);
  let at = start;
  while (at + 8 <= end) {
    const type = fourcc(bytes, at + 4);
    const size32 = view.getUint32(at);
    if (size32 === 0 && type === '\0\0\0\0') return;
    const header = size32 === 1 ? 16 : 8;
    if (at + header > end) giveUp(`the box '${printable(type)}' has no room for its own header`);
    const size = size32 === 1 ? readU64(view, at + 8) : size32 === 0 ? end - at : size32;
    if (size < header || at + size > end) giveUp(`the box '${printable(type)}' does not fit where it stands`);
    yield { type, from: at, start: at + header, end: at + size };
    at += size;
  }
}

/** The first box of a type, or undefined. */
export function findBox(
  bytes: Uint8Array,
  within: { start: number; end: number },
  type: string,
): Box | undefined {
  for (const box of boxesIn(bytes, within.start, within.end)) if (box.type === type) return box;
  return undefined;
}

/** As `findBox`, for a box without which the rest makes no sense. */
export function requireBox(bytes: Uint8Array, within: { start: number; end: number }, type: string): Box {
  return findBox(bytes, within, type) ?? giveUp(`the box '${type}' is missing`);
}

function printable(type: string): string {
  return type.replace(/[^\x20-\x7e]/g, '?');
}
