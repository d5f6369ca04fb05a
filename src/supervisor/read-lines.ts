import { StringDecoder } from 'node:string_decoder';

/** Longest line that is kept; a program that never ends its line must not fill the memory. */
const maxLineLength = 64 * 1024;

/** Puts lines together over the borders of chunks, also in the middle of a character. */
export function createLineReader(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))).split(
      '\n',
    );
    rest = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  };
}

/** One report of `ffmpeg -progress`: its `key=value` lines up to and with `progress=…`. */
export type ProgressBlock = ReadonlyMap<string, string>;

/** Puts `-progress` lines together to blocks. */
export function createBlockReader(onBlock: (block: ProgressBlock) => void): (chunk: Uint8Array) => void {
  let block = new Map<string, string>();
  return createLineReader((line) => {
    const at = line.indexOf('=');
    if (at <= 0) return;
    const key = line.slice(0, at).trim();
    block.set(key, line.slice(at + 1).trim());
    if (key !== 'progress') return;
    const complete = block;
    block = new Map();
    onBlock(complete);
  });
}

/** Keeps the last `limit` bytes of a stream as text. */
export function createTail(limit: number): { push: (chunk: Uint8Array) => void; text: () => string } {
  let kept = Buffer.alloc(0);
  return {
    push: (chunk) => {
      kept = Buffer.concat([kept, chunk]);
      if (kept.length > limit) kept = Buffer.from(kept.subarray(kept.length - limit));
    },
    text: () => kept.toString('utf8'),
  };
}
