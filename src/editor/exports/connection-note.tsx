'use client';
import { useEffect, useState } from 'react';
import { WifiOff } from 'lucide-react';
import type { Connection } from '../../client/react.ts';

/** A blink of the connection is nobody's business; this long without it, in milliseconds, is. */
const patienceMs = 2000;

/** Tells that what is shown may be old, once that has lasted a moment. */
export function ConnectionNote({ connection }: { readonly connection: Connection }) {
  const isLost = connection === 'reconnecting';
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isLost) return;
    const timer = setTimeout(() => setIsLong(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isLost]);
  return (
    <div role="status">
      {isLost && isLong && (
        <p className="mb-4 flex items-center gap-3 rounded-lg bg-live-ground px-4 py-3 text-sm text-live-text animate-appear">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          The connection to the server is lost. Last known state; trying again…
        </p>
      )}
    </div>
  );
}

const words: Record<Connection, string> = {
  idle: 'Not live',
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting',
};

/** Whether what is shown moves by itself, in a word. Silent: the note above speaks when it matters. */
export function ConnectionMark({ connection }: { readonly connection: Connection }) {
  const isLive = connection === 'live';
  return (
    <span className="flex items-center gap-2 text-xs text-muted">
      <span
        aria-hidden
        className={`size-1.5 rounded-full ${isLive ? 'bg-done' : 'animate-pulse-soft bg-live'}`}
      />
      {words[connection]}
    </span>
  );
}
