'use client';

import { formatDecimal } from '../../words/numbers.ts';

export interface SliderProps {
  readonly label: string;
  /** Seconds. */
  readonly value: number;
  /** Least, most and step. */
  readonly range: readonly [number, number, number];
  /** What zero means, where it means something else. */
  readonly zero?: string;
  readonly onChange: (value: number) => void;
}

/** A number of seconds that is dragged, with what it says beside it. */
export function Slider({ label, value, range: [min, max, step], zero, onChange }: SliderProps) {
  const words = value === 0 && zero !== undefined ? zero : `${formatDecimal(value, step < 1 ? 2 : 0)} s`;
  return (
    <label className="grid grid-cols-[11rem_1fr_5rem] items-center gap-3">
      <span>{label}</span>
      <input
        type="range"
        {...{ min, max, step, value }}
        aria-valuetext={words}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
      />
      <output className="text-right text-muted">{words}</output>
    </label>
  );
}
