import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces } from '../../../src/shared/json-pieces.ts';

test('pieces of JSON are the text that the whole would be', () => {
  const item = fc.record({ a: fc.double(), b: fc.option(fc.string(), { nil: undefined }) });
  const list = fc
    .array(item, { maxLength: 3 })
    .map((some) => some.flatMap((one) => Array.from({ length: 401 }, () => one)));
  const value = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined), list));
  fc.assert(
    fc.property(value, (object) => {
      expect([...jsonPieces(object)].join('')).toBe(JSON.stringify(object));
    }),
    { numRuns: 50 },
  );
});
