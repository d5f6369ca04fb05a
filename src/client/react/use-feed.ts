import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useCutroom } from './context.ts';
import type { Connection, StartFeed } from './feeds.ts';

/**
 * Holds a shared subscription open while the component is mounted and `key` is not undefined. `start` must
 * not change unless `key` does.
 */
export function useFeed(key: string | undefined, start: StartFeed): Connection {
  const { feeds } = useCutroom();
  useEffect(() => (key === undefined ? undefined : feeds.hold(key, start)), [feeds, key, start]);
  const subscribe = useCallback((listener: () => void) => feeds.onChange(listener), [feeds]);
  return useSyncExternalStore(
    subscribe,
    () => feeds.connectionOf(key),
    () => 'idle',
  );
}

/** tRPC's words for a subscription's connection, in ours. */
export function connectionFrom(state: { readonly state: string; readonly error: unknown }): Connection {
  if (state.state === 'pending') return 'live';
  if (state.state === 'idle') return 'idle';
  return state.error === null ? 'connecting' : 'reconnecting';
}
