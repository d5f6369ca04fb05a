import type { CombinedDataTransformer } from '@trpc/server';
import { ProblemError } from '../contract/problems.ts';
import superjson, { type SuperJSONResult } from 'superjson';

/** What a subscription sends: tRPC puts the event's id around the value. */
interface Event {
  readonly id: string;
  readonly data: object;
}

/**
 * superjson, with each event of a subscription worked out once however many read it: that took most of the
 * server's time with a thousand readers. An event is known by its value being the same object, which nobody may
 * change once it has been sent.
 */
export function createTransformer(): CombinedDataTransformer {
  const sent = new WeakMap<object, { readonly id: string; readonly result: SuperJSONResult }>();
  const serializeEvent = (event: Event): SuperJSONResult => {
    const known = sent.get(event.data);
    if (known?.id === event.id) return known.result;
    const result = superjson.serialize(event);
    sent.set(event.data, { id: event.id, result });
    return result;
  };
  return {
    input: {
      serialize: superjson.serialize,
      deserialize: (input: unknown): unknown => superjson.deserialize(requirePlain(input)),
    },
    output: {
      serialize: (value: unknown) => (isEvent(value) ? serializeEvent(value) : superjson.serialize(value)),
      deserialize: superjson.deserialize,
    },
  };
}

/**
 * Inputs are plain JSON, `undefined` and −0. What else superjson can make of a text (a number of millions of digits, a
 * pattern) no call takes, and making it may take minutes.
 */
function requirePlain(input: unknown): SuperJSONResult {
  if (typeof input !== 'object' || input === null) throw new ProblemError(unwrapped);
  if (!('json' in input)) {
    // Superjson leaves `undefined` out of the object that it is wrapped in: so an empty one is no input.
    if (Object.keys(input).length > 0) throw new ProblemError(unwrapped);
    return { json: undefined };
  }
  const open: unknown[] = ['meta' in input ? input.meta : undefined];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part === 'string' && superjsonTypes.has(part)) throw new ProblemError(unknownType);
    if (typeof part !== 'object' || part === null) continue;
    for (const inner of Object.values(part) as unknown[]) open.push(inner);
  }
  return input as SuperJSONResult;
}

/** All of superjson's own but `undefined`, and numbers that JSON cannot write: −0 comes out of any subtraction. */
const superjsonTypes = new Set([
  'bigint',
  'Date',
  'regexp',
  'set',
  'map',
  'URL',
  'Error',
  'symbol',
  'class',
  'custom',
  'typed-array',
]);

const unknownType = {
  code: 'INVALID_REQUEST',
  message: 'The request is not valid: an input is made of texts, numbers, lists and objects.',
} as const;

const unwrapped = {
  code: 'INVALID_REQUEST',
  message: 'The request is not valid: its input is not wrapped as superjson does it.',
  hint: 'Send {"json": the input}, or no input at all.',
} as const;

function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('data' in value)) return false;
  const isOnlyThat = Object.keys(value).length === 2;
  return isOnlyThat && typeof value.id === 'string' && typeof value.data === 'object' && value.data !== null;
}
