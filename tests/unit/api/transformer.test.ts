import superjson, { type SuperJSONResult } from 'superjson';
import { expect, test } from 'vitest';
import { createTransformer } from '../../../src/api/transformer.ts';

const value = { jobId: 'a', at: new Date(0), nothing: undefined };

test('an event is worked out once for all who read it', () => {
  const { output } = createTransformer();
  const first: unknown = output.serialize({ id: '7', data: value });
  expect(output.serialize({ id: '7', data: value })).toBe(first);
  expect(superjson.deserialize(first as SuperJSONResult)).toEqual({ id: '7', data: value });
});

test('the same value under another number is another event', () => {
  const { output } = createTransformer();
  output.serialize({ id: '7', data: value });
  const next = output.serialize({ id: '8', data: value }) as SuperJSONResult;
  expect(superjson.deserialize(next)).toEqual({ id: '8', data: value });
});

test.each([
  value,
  { id: 7, data: value },
  { id: '7', data: value, more: 1 },
  { id: '7', data: null },
  [],
  null,
  'x',
])('what is no event goes through as it is: %j', (other) => {
  const { output } = createTransformer();
  const sent: unknown = output.serialize(other);
  expect(output.deserialize(sent)).toEqual(other);
  expect(output.serialize(other)).not.toBe(sent);
});

test('an input is wrapped as superjson does it; an empty object is no input, as of a call without one', () => {
  const { input } = createTransformer();
  expect(input.deserialize({})).toBeUndefined();
  expect(input.deserialize(superjson.serialize(undefined))).toBeUndefined();
  expect(input.deserialize({ json: { jobId: 'a' } })).toEqual({ jobId: 'a' });
  for (const odd of [{ jobId: 'a' }, 'x', 7, null, ['x']]) {
    expect((): unknown => input.deserialize(odd)).toThrow(/not wrapped/);
  }
});

test('a negative zero is a number as any other: what a page computes may be one', () => {
  const { input } = createTransformer();
  const sent: unknown = JSON.parse(JSON.stringify(superjson.serialize({ offsetSeconds: -0 })));
  expect(input.deserialize(sent)).toEqual({ offsetSeconds: -0 });
  expect((): unknown => input.deserialize(superjson.serialize({ at: new Date(0) }))).toThrow(/made of texts/);
});
