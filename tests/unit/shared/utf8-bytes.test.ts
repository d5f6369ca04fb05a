import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8Bytes } from '../../../src/shared/utf8-bytes.ts';

test('is what TextEncoder makes, of whole characters and of halves', () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 0xffff }), (text, unit) => {
      const odd = text + String.fromCharCode(unit);
      expect([...utf8Bytes(odd)]).toEqual([...encoder.encode(odd)]);
    }),
  );
});
