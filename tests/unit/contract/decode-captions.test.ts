import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCaptions } from '../../../src/contract/captions/decode-captions.ts';

test('what is UTF-8 is read as such, as every other reader does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bytes = new TextEncoder().encode(text);
      const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
      if (!isMarked) expect(decodeCaptions(bytes)).toBe(expected);
    }),
  );
});

test('what is none is Windows-1252, whichever bytes it holds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      let expected: string | undefined;
      try {
        expected = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        // Then it is none.
      }
      const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
      if (isMarked) return;
      if (expected === undefined) expect(decodeCaptions(bytes)).toHaveLength(bytes.length);
      else expect(decodeCaptions(bytes)).toBe(expected);
    }),
  );
  expect(decodeCaptions(Uint8Array.of(0x93, 0x47, 0x72, 0xfc, 0xdf, 0x65, 0x94, 0x20, 0x80, 0x35))).toBe(
    '“Grüße” €5',
  );
  expect(decodeCaptions(Uint8Array.of(0x63, 0x61, 0x66, 0xe9))).toBe('café');
});

test('UTF-16 is told by its mark, in either order', () => {
  const units = [...'Grüße 🎬'].join('');
  const little = Buffer.from(`\uFEFF${units}`, 'utf16le');
  expect(decodeCaptions(little)).toBe(units);
  expect(decodeCaptions(Buffer.from(little).swap16())).toBe(units);
});
