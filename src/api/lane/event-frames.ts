import { textFrame } from './text-frame.ts';

/**
 * Frames that are kept for an event, which for the last one of an export is as long as the export: nearly all clients
 * number their calls alike. One that is beyond that is put together again, which takes a copy of its bytes.
 */
const maxKnownCalls = 16;
const maxKnownHeadLength = 64;

const startedTail = '{"type":"started"}}';

/**
 * How every answer to one call begins, up to its result: known from the message that tells the client that its
 * subscription has started. Undefined if that is not what the message says.
 */
export function callHeadOf(message: string): string | undefined {
  return message.endsWith(startedTail) ? message.slice(0, -startedTail.length) : undefined;
}

export interface TrackedValue {
  readonly id: string;
  /** The same object for all who are told the same; nobody may change it any more. */
  readonly data: object;
}

/** The frame that tells one call one event, byte for byte as tRPC and `ws` would make it. */
export type FrameOf = (event: TrackedValue, callHead: string) => Buffer;

interface KnownEvent {
  readonly id: string;
  readonly tail: Buffer;
  readonly frames: Map<string, Buffer>;
}

/** Makes each event's frame once, however many calls are told of it. `serialize` is the transformer's. */
export function createEventFrames(serialize: (event: TrackedValue) => unknown): FrameOf {
  const known = new WeakMap<object, KnownEvent>();
  const lookUp = (event: TrackedValue): KnownEvent => {
    const found = known.get(event.data);
    if (found?.id === event.id) return found;
    const made = { id: event.id, tail: tailOf(event, serialize(event)), frames: new Map<string, Buffer>() };
    known.set(event.data, made);
    return made;
  };
  return (event, callHead) => {
    const { tail, frames } = lookUp(event);
    const shared = frames.get(callHead);
    if (shared) return shared;
    const frame = textFrame(callHead, tail);
    if (frames.size < maxKnownCalls && callHead.length <= maxKnownHeadLength) frames.set(callHead, frame);
    return frame;
  };
}

/** The result as tRPC orders it, and the end of the message. */
function tailOf({ id }: TrackedValue, data: unknown): Buffer {
  return Buffer.from(`${JSON.stringify({ type: 'data', data, id })}}`);
}
