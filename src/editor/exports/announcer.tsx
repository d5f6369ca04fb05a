'use client';
import { useRef, useState, useEffect } from 'react';
import type { ExportStatus } from '../../client/contract.ts';
import { announce, type ToldStates } from '../words/announcements.ts';

/** Speaks up for screen readers when an export starts, ends or joins; never for a percent. */
export function Announcer({ exports }: { readonly exports: readonly ExportStatus[] | undefined }) {
  const told = useRef<ToldStates | undefined>(undefined);
  const [text, setText] = useState('');
  useEffect(() => {
    if (exports === undefined) return;
    const news = announce(told.current, exports);
    told.current = news.told;
    if (news.text !== '') setText(news.text);
  }, [exports]);
  return (
    <p className="sr-only" aria-live="polite">
      {text}
    </p>
  );
}
