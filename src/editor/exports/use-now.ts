'use client';
import { useSyncExternalStore } from 'react';

/** Coarse on purpose: ages are told in minutes, and a page that ticks is not calm. */
const tickMs = 20_000;

/** The time in milliseconds, to within 20 seconds; 0 while the page is rendered on the server. */
export function useNow(): number {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / tickMs) * tickMs,
    () => 0,
  );
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, tickMs);
  return () => clearInterval(timer);
}
