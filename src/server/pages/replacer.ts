/** Puts one text in the place of another in bytes that come in pieces. */
export interface Replacer {
  /** What can be sent on of all that has come so far. */
  readonly take: (piece: Buffer) => Buffer;
  /** What was held back in case it was the beginning of another one. */
  readonly rest: () => Buffer;
}

/** `from` is not empty, and does not overlap itself. */
export function createReplacer(from: string, to: string): Replacer {
  const [wanted, instead] = [Buffer.from(from), Buffer.from(to)];
  let held = Buffer.alloc(0);
  return {
    take: (piece) => {
      const bytes = held.length > 0 ? Buffer.concat([held, piece]) : piece;
      const { parts, end } = replaceAll(bytes, wanted, instead);
      const keep = beginningAtEnd(bytes.subarray(end), wanted);
      held = Buffer.from(bytes.subarray(bytes.length - keep));
      parts.push(bytes.subarray(end, bytes.length - keep));
      return parts.length === 1 ? (parts[0] ?? held) : Buffer.concat(parts);
    },
    rest: () => held,
  };
}

function replaceAll(bytes: Buffer, wanted: Buffer, instead: Buffer): { parts: Buffer[]; end: number } {
  const parts: Buffer[] = [];
  let end = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, end)) {
    parts.push(bytes.subarray(end, at), instead);
    end = at + wanted.length;
  }
  return { parts, end };
}

/** How many bytes at the end may be the first of what is looked for. */
function beginningAtEnd(bytes: Buffer, wanted: Buffer): number {
  for (let length = Math.min(wanted.length - 1, bytes.length); length > 0; length -= 1) {
    if (wanted.subarray(0, length).equals(bytes.subarray(bytes.length - length))) return length;
  }
  return 0;
}
