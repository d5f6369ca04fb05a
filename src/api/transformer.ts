import type { CombinedDataTransformer } from '@trpc/server';
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
    input: superjson,
    output: {
      serialize: (value: unknown) => (isEvent(value) ? serializeEvent(value) : superjson.serialize(value)),
      deserialize: superjson.deserialize,
    },
  };
}

function isEvent(value: unknown): value is Event {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('data' in value)) return false;
  const isOnlyThat = Object.keys(value).length === 2;
  return isOnlyThat && typeof value.id === 'string' && typeof value.data === 'object' && value.data !== null;
}
