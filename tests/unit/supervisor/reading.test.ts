import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keepHead, keepTail, tailText } from '../../../src/supervisor/watch/byte-collectors.ts';
import { advanceMark, createBlockReader } from '../../../src/supervisor/watch/progress-blocks.ts';

/** The bytes, cut at arbitrary places. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((to, at) => bytes.subarray(places[at], to));
}

function readBlocks(chunks: readonly Uint8Array[]): Record<string, string>[] {
  const blocks: Record<string, string>[] = [];
  const reader = createBlockReader((block) => blocks.push(Object.fromEntries(block)));
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return blocks;
}

const value = fc
  .string({ unit: fc.constantFrom('a', '7', 'ü', '=', '✓', ' ', '/') })
  .map((text) => text.trim());
const block = fc.record({ frame: value, out_time: value });

it('[S4] however the stream is cut, the blocks are the same', () => {
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), fc.array(fc.nat(1000)), (blocks, cuts) => {
      const text = blocks.map(
        (pairs) => `frame=${pairs.frame}\nout_time=${pairs.out_time}\nprogress=continue\n`,
      );
      const expected = blocks.map((pairs) => ({ ...pairs, progress: 'continue' }));
      expect(readBlocks(cut(Buffer.from(text.join('')), cuts))).toEqual(expected);
    }),
  );
});

it('[S4] a line or a block without end takes no memory', () => {
  const noise = Array.from({ length: 2000 }, (_, at) => Buffer.from(`key${at}=1\n`));
  const endless = Array.from({ length: 100 }, () => Buffer.alloc(64 * 1024, 'x'));
  const blocks = readBlocks([...noise, ...endless, Buffer.from('\nprogress=end\n')]);
  expect(blocks).toHaveLength(1);
  expect(Object.keys(blocks[0] ?? {}).length).toBeLessThan(600);
  expect(blocks[0]?.['progress']).toBe('end');
});

it('[S16] a block advances by frame, time or size, and by nothing else', () => {
  const mark = (pairs: Record<string, string>): string => advanceMark(new Map(Object.entries(pairs)));
  const base = { frame: '7', out_time_us: '280000', total_size: '48', speed: '1x' };
  expect(mark({ ...base, speed: '0.5x', bitrate: '1' })).toBe(mark(base));
  for (const more of [{ frame: '8' }, { out_time_us: '1' }, { total_size: '49' }]) {
    expect(mark({ ...base, ...more })).not.toBe(mark(base));
  }
});

it('[S6] [S7] the collectors keep exactly the end, or the beginning, of any stream', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 })),
      fc.integer({ min: 1, max: 50 }),
      (chunks, maxBytes) => {
        const whole = Buffer.concat(chunks);
        const [tail, head] = [keepTail(maxBytes), keepHead(maxBytes)];
        for (const chunk of chunks) {
          tail.push(chunk);
          head.push(chunk);
        }
        expect(tail.bytes()).toEqual(Buffer.from(whole.subarray(-maxBytes)));
        expect(head.bytes()).toEqual(Buffer.from(whole.subarray(0, maxBytes)));
        expect([tail.isTruncated(), head.isTruncated()]).toEqual(Array(2).fill(whole.length > maxBytes));
      },
    ),
  );
});

it('[S6] a character that the cut went through is left out', () => {
  const tail = keepTail(3);
  tail.push(Buffer.from('üüü'));
  expect(tailText(tail)).toBe('ü');
});
