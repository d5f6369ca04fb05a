import { StringDecoder } from 'node:string_decoder';

/** Longer than any line ffmpeg prints; without a bound a child could fill our memory with one line. */
const MAX_LINE_CHARS = 64 * 1024;
const MAX_KEYS = 512;

export interface BlockReader {
  push(chunk: Uint8Array): void;
  /** The stream has ended: a last line without its newline counts. */
  end(): void;
}

/**
 * Puts `key=value` lines together over chunk borders and gives them out in blocks; a block ends with the
 * `progress=` line. Lines that are no pair are skipped, a block that never ends is never given out.
 */
export function createBlockReader(onBlock: (block: ReadonlyMap<string, string>) => void): BlockReader {
  const decoder = new StringDecoder('utf8');
  let block = new Map<string, string>();
  let rest = '';

  const takeLine = (line: string): void => {
    const equals = line.indexOf('=');
    if (equals < 1) return;
    const key = line.slice(0, equals).trim();
    if (block.size < MAX_KEYS || block.has(key) || key === 'progress')
      block.set(key, line.slice(equals + 1).trim());
    if (key !== 'progress') return;
    const whole = block;
    block = new Map();
    onBlock(whole);
  };

  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-MAX_LINE_CHARS);
    for (const line of lines) takeLine(line);
  };

  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => take(`${decoder.end()}\n`),
  };
}

/** What changes in a block while the child gets on with its work; equal for two blocks of a child that hangs. */
export function advanceMark(block: ReadonlyMap<string, string>): string {
  return ['frame', 'out_time_us', 'out_time', 'total_size'].map((key) => block.get(key) ?? '').join('|');
}
