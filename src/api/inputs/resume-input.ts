import { tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import type { WatchOptions } from '../../jobs/ports.ts';

/** What a client adds to a subscription's input when it comes back; the transports fill it in by themselves. */
export const resumeInput = { lastEventId: z.string().max(64).nullish() };

/** Anything that is not a sequence number counts as none: such a client begins again. */
export function watchOptionsFrom(
  lastEventId: string | null | undefined,
  signal: AbortSignal | undefined,
): WatchOptions {
  const isSeq = typeof lastEventId === 'string' && /^\d{1,16}$/.test(lastEventId);
  return {
    // Only direct calls on the server come without a signal; nobody can abort those.
    signal: signal ?? new AbortController().signal,
    ...(isSeq && { sinceSeq: Number(lastEventId) }),
  };
}

/** An event whose id is its number, with which a client that was cut off comes back. */
export function trackedBySeq<Value extends { readonly seq: number }>(value: Value): TrackedEnvelope<Value> {
  return tracked(String(value.seq), value);
}
