'use client';
import { useEffect, useState } from 'react';
import { formatDecimal } from '../../words/numbers.ts';

export interface FaderProps {
  readonly label: string;
  /** Decibels. */
  readonly value: number;
  readonly range?: readonly [number, number];
  readonly onChange: (value: number) => void;
}

/** A gain that is dragged; a whole drag is one step. A double click sets it to zero. */
export function Fader({ label, value, range: [min, max] = [-24, 18], onChange }: FaderProps) {
  const [dragged, setDragged] = useState<number>();
  const shown = dragged ?? value;
  useEffect(() => {
    if (dragged === undefined || dragged === value) return;
    const timer = setTimeout(() => {
      onChange(dragged);
      setDragged(undefined);
    }, 250);
    return () => clearTimeout(timer);
  }, [dragged, value, onChange]);
  const words = `${shown > 0 ? '+' : ''}${formatDecimal(shown, 1).replace('-', '−')} dB`;
  return (
    <label className="flex items-center gap-2">
      <span className="sr-only">{label}</span>
      <input
        type="range"
        {...{ min, max, step: 0.5, value: shown }}
        aria-valuetext={words}
        onChange={({ currentTarget }) => setDragged(Number(currentTarget.value))}
        onDoubleClick={() => onChange(0)}
        className="h-6 min-w-0 flex-1 accent-[var(--live)]"
      />
      <output className="w-14 text-right text-xs text-muted">{words}</output>
    </label>
  );
}
