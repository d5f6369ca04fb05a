import { initTRPC, transformTRPCResponse } from '@trpc/server';
import { jsonEncoder } from '@trpc/server/adapters/ws';
import type { TRPCResponseMessage, TRPCResultMessage } from '@trpc/server/rpc';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ws from 'ws';
import { callHeadOf, createEventFrames } from '../../../src/api/lane/event-frames.ts';
import { createTransformer } from '../../../src/api/transformer.ts';

/** Not among the types of `ws`; the sender that it uses itself. */
const { Sender } = ws as unknown as {
  Sender: { frame: (data: Buffer, options: Record<string, unknown>) => Uint8Array[] };
};
const transformer = createTransformer();
const { _config: config } = initTRPC.create({ transformer }).router({})._def;
const frameOf = createEventFrames((event) => transformer.output.serialize(event) as unknown);

interface Call {
  readonly id: number | string;
  readonly jsonrpc: '2.0' | undefined;
}

/** As tRPC's handler makes and encodes what it sends. */
function textOf({ id, jsonrpc }: Call, result: TRPCResultMessage<unknown>['result']): string {
  const message: TRPCResponseMessage = { id, ...(jsonrpc && { jsonrpc }), result };
  return jsonEncoder.encode(transformTRPCResponse(config, message)) as string;
}

function headOf(call: Call): string {
  const head = callHeadOf(textOf(call, { type: 'started' }));
  if (head === undefined) throw new Error('the message that a subscription has started was not understood');
  return head;
}

const calls = fc.record<Call>({
  id: fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ unit: 'binary' }),
  ),
  jsonrpc: fc.constantFrom('2.0', undefined),
});
const values = fc.oneof<fc.Arbitrary<object>[]>(
  fc.dictionary(fc.string(), fc.anything({ withDate: true, withBigInt: true, withMap: true, withSet: true })),
  fc.array(fc.jsonValue()),
  // Frames write their length in three ways.
  fc.constantFrom(0, 60, 120, 65_000, 65_535, 70_000).map((length) => ({ message: 'ü'.repeat(length) })),
);

/** superjson refuses names that could reach an object's prototype. */
const REFUSED_BY_SUPERJSON = ['__proto__', 'constructor', 'prototype'];

/** What `make` gives, or the message with which it fails. */
function outcomeOf(make: () => Uint8Array): string {
  try {
    return Buffer.from(make()).toString('base64');
  } catch (error) {
    return `fails: ${(error as Error).message}`;
  }
}

describe('the frame of an event', () => {
  test('is byte for byte what tRPC and ws would send, for any call and value', () => {
    const eventOf = fc.record({ id: fc.nat().map(String), data: values });
    fc.assert(
      fc.property(eventOf, fc.array(calls, { minLength: 1, maxLength: 4 }), ({ id, data }, readers) => {
        for (const call of [...readers, ...readers]) {
          const sent = outcomeOf(() => {
            const text = textOf(call, { type: 'data', data: { id, data }, id });
            const parts = Sender.frame(Buffer.from(text), {
              fin: true,
              opcode: 1,
              mask: false,
              rsv1: false,
            });
            return Buffer.concat(parts);
          });
          expect(outcomeOf(() => frameOf({ id, data }, headOf(call)))).toBe(sent);
        }
      }),
      {
        examples: REFUSED_BY_SUPERJSON.map((name): [{ id: string; data: object }, Call[]] => [
          { id: '1', data: { nested: Object.fromEntries([[name, 1]]) } },
          [{ id: 1, jsonrpc: undefined }],
        ]),
      },
    );
  });

  test.each(REFUSED_BY_SUPERJSON)('is not made of a value with a property called %s', (name) => {
    const data = Object.fromEntries([[name, 1]]);
    expect(() => frameOf({ id: '1', data }, headOf({ id: 1, jsonrpc: undefined }))).toThrow(name);
  });

  test('is made once for all calls that are numbered alike, and anew for the next event', () => {
    const data = { jobId: 'a' };
    const head = headOf({ id: 1, jsonrpc: undefined });
    const first = frameOf({ id: '7', data }, head);
    expect(frameOf({ id: '7', data }, head)).toBe(first);
    expect(frameOf({ id: '8', data }, head)).not.toBe(first);
    expect(frameOf({ id: '7', data: { ...data } }, head)).not.toBe(first);
  });

  test('is not kept for calls without number', () => {
    const data = { jobId: 'a' };
    const event = { id: '7', data };
    for (let id = 0; id < 1000; id += 1) frameOf(event, headOf({ id, jsonrpc: undefined }));
    const late = headOf({ id: 1001, jsonrpc: undefined });
    expect(frameOf(event, late)).not.toBe(frameOf(event, late));
    const long = headOf({ id: 'x'.repeat(60_000), jsonrpc: undefined });
    expect(frameOf({ id: '9', data }, long)).not.toBe(frameOf({ id: '9', data }, long));
  });
});

test.each([
  '{"id":1,"result":{"type":"stopped"}}',
  '{"id":1,"error":{"json":{}}}',
  '{"id":null,"method":"reconnect"}',
  'PING',
])('only the message that a subscription has started tells how a call is numbered: %s', (text) => {
  expect(callHeadOf(text)).toBeUndefined();
});
