import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainStereo48k } from '../../../src/mp4/aac/aac-entry.ts';
import { turnSlope } from '../../../src/mp4/aac/aac-slopes.ts';
import { parseAacWindow, setWindowShape } from '../../../src/mp4/aac/aac-window.ts';
import { adtsHeader, parseAdtsHeader } from '../../../src/mp4/aac/adts.ts';

/** Bits as text, spaces ignored, filled up to whole bytes and a few more. */
function packetOf(bits: string): Uint8Array {
  const digits = bits.replaceAll(' ', '');
  const padded = digits.padEnd(8 * (Math.ceil(digits.length / 8) + 2), '0');
  return Uint8Array.from(padded.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}

const pair = '001 0000 1 0';
/** Three bytes of fill, and a longer one that says its length in two parts. */
const fill = `110 0011 ${'10101010'.repeat(3)}`;
const longFill = `110 1111 00000010 ${'11111111'.repeat(16)}`;
/** Element 4 with two bytes, aligned. */
const data = '100 0000 1 00000010';

describe('the window of an AAC packet', () => {
  it.each([
    ['00', 'long', true, true],
    ['01', 'before short ones', true, false],
    ['10', 'short', false, false],
    ['11', 'behind short ones', false, true],
  ])('%s is %s', (sequence, _what, startsLong, endsLong) => {
    const window = parseAacWindow(packetOf(`${pair} ${sequence} 1`));
    expect(window).toEqual({ startsLong, endsLong, shape: 'kbd', shapeBit: 11 });
  });

  it.each([
    ['fill', fill],
    ['long fill', longFill],
    ['data', `${data} ${'01010101'.repeat(2)}`],
    ['data that is moved to a whole byte', `${fill} ${data} 0 ${'01010101'.repeat(2)}`],
    ['both', `${fill} ${longFill}`],
  ])('is found behind %s', (_what, before) => {
    expect(parseAacWindow(packetOf(`${before} ${pair} 00 0`))).toMatchObject({
      shape: 'sine',
      endsLong: true,
    });
  });

  it.each([
    ['one channel', '000 0000 00000000 0 00 1'],
    ['channels with windows of their own', '001 0000 0 00000000 0 00 1'],
    ['the end', '111'],
    ['nothing', ''],
  ])('is not read of %s', (_what, bits) => {
    expect(parseAacWindow(packetOf(bits))).toBeUndefined();
  });

  it('never throws, and says no place outside of the packet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const window = parseAacWindow(bytes);
        if (window) expect(window.shapeBit).toBeLessThan(8 * bytes.length);
      }),
    );
  });

  it('is given another shape, and nothing else is changed', () => {
    const packet = packetOf(`${fill} ${pair} 00 1 1111`);
    const before = parseAacWindow(packet);
    if (!before) throw new Error('there is a window');
    const changed = packet.slice();
    setWindowShape(changed, before, 'sine');
    expect(parseAacWindow(changed)).toEqual({ ...before, shape: 'sine' });
    setWindowShape(changed, before, 'kbd');
    expect(changed).toEqual(packet);
  });
});

describe('a slope that is turned', () => {
  const sine = (n: number) => Math.sin((Math.PI / 2048) * (n + 0.5));
  const anySamples = fc.array(fc.integer({ min: -15_000, max: 15_000 }), {
    minLength: 2048,
    maxLength: 2048,
  });
  const bufferOf = (values: readonly number[]) => Buffer.from(Int16Array.from(values).buffer);

  it('comes back when it is turned back, to the rounding', () => {
    fc.assert(
      fc.property(anySamples, (values) => {
        const samples = bufferOf(values);
        turnSlope(samples, { channels: 2, heard: 'sine', encoded: 'kbd' });
        turnSlope(samples, { channels: 2, heard: 'kbd', encoded: 'sine' });
        values.forEach((value, i) => expect(Math.abs(samples.readInt16LE(2 * i) - value)).toBeLessThan(3));
      }),
      { numRuns: 5 },
    );
  });

  it('gives a sine window what a KBD window would have kept, on either side of a packet', () => {
    fc.assert(
      fc.property(anySamples, (values) => {
        const samples = bufferOf(values);
        // Turned to sines and back by definition: what sines keep of the turned one is what KBD keeps of the plain one.
        turnSlope(samples, { channels: 2, heard: 'kbd', encoded: 'sine' });
        const kept = (at: (n: number) => number, n: number, slope: (n: number) => number) => [
          slope(n) * at(n) - slope(1023 - n) * at(1023 - n),
          slope(1023 - n) * at(n) + slope(n) * at(1023 - n),
        ];
        for (let n = 0; n < 512; n += 37) {
          const sines = kept((i) => samples.readInt16LE(4 * i), n, sine);
          const kbd = kept((i) => values[2 * i] ?? 0, n, kbdSlope);
          sines.forEach((value, i) => expect(Math.abs(value - (kbd[i] ?? 0))).toBeLessThan(2));
        }
      }),
      { numRuns: 3 },
    );
  });

  it('is left as it is where the shapes are one', () => {
    const samples = bufferOf(Array.from({ length: 2048 }, (_, i) => i));
    const before = Buffer.from(samples);
    turnSlope(samples, { channels: 2, heard: 'kbd', encoded: 'kbd' });
    expect(samples.equals(before)).toBe(true);
  });
});

/** The definition, summed anew for each sample. */
function kbdSlope(n: number): number {
  const bessel = (x: number) =>
    Array.from({ length: 60 }, (_, k) => k).reduce(
      ({ sum, term }, k) => ({ sum: sum + term, term: term * (x / (2 * (k + 1))) ** 2 }),
      { sum: 0, term: 1 },
    ).sum;
  const kernel = (i: number) => bessel(4 * Math.PI * Math.sqrt(1 - ((2 * i) / 1024 - 1) ** 2));
  const sumTo = (end: number) =>
    Array.from({ length: end + 1 }, (_, i) => kernel(i)).reduce((a, b) => a + b, 0);
  return Math.sqrt(sumTo(n) / (totalOfKbd ??= sumTo(1024)));
}
let totalOfKbd: number | undefined;

it('an ADTS header says how long its packet is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8184 }), (bytes) => {
      expect(parseAdtsHeader(adtsHeader(bytes), 0)).toMatchObject({
        ...{ headerBytes: 7, frameBytes: 7 + bytes, sampleRate: 48_000, channels: 2 },
        config: Uint8Array.of(0x11, 0x90),
      });
    }),
  );
});

it.each([
  ['ours', [0x11, 0x90], true],
  ['FFmpeg’s, which says that there is no SBR', [0x11, 0x90, 0x56, 0xe5, 0x00], true],
  ['one with SBR', [0x11, 0x90, 0x56, 0xe5, 0x80], false],
  ['packets of 960 samples', [0x11, 0x94], false],
  ['mono', [0x11, 0x88], false],
  ['44.1 kHz', [0x12, 0x10], false],
  ['HE-AAC', [0x2b, 0x11, 0x88, 0x00], false],
])('a configuration is plain stereo at 48 kHz: %s', (_what, bytes, isPlain) => {
  expect(isPlainStereo48k(Uint8Array.from(bytes))).toBe(isPlain);
});
