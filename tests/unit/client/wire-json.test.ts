import fc from 'fast-check';
import superjson from 'superjson';
import { expect, test } from 'vitest';
import { wireJson } from '../../../src/client/transport/wire-json.ts';

const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constant(-0),
  fc.date({ noInvalidDate: true }),
);
const key = fc
  .oneof(fc.string(), fc.constantFrom('a.b', 'a\\b', '.', '\\', 'a\\.b', '0'))
  .filter((name) => name !== '__proto__' && name !== 'constructor' && name !== 'prototype');
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(key, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

test('what superjson writes is read as superjson reads it', () => {
  fc.assert(
    fc.property(value, (original) => {
      const wire = JSON.stringify(superjson.serialize(original));
      expect(wireJson.deserialize(JSON.parse(wire) as never)).toEqual(
        superjson.deserialize(JSON.parse(wire) as never),
      );
    }),
    { numRuns: 300 },
  );
});

test('what is sent, superjson reads', () => {
  for (const input of [undefined, null, { jobId: 'a' }, [1, 'b']]) {
    const wire: unknown = JSON.parse(JSON.stringify(wireJson.serialize(input)));
    expect(superjson.deserialize(wire as never)).toEqual(input);
  }
});

test('a value of another kind is refused instead of misread', () => {
  const wire = superjson.serialize({ set: new Set([1]) });
  expect(() => wireJson.deserialize(wire as never)).toThrow(/kind that this client does not know: set/);
});
