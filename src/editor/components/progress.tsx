import { classNames } from './class-names.ts';

export interface ProgressProps {
  /** 0..1 */
  readonly value: number;
  readonly label: string;
  /** What a screen reader says in place of the bare percent. */
  readonly valueText?: string;
  readonly isThick?: boolean;
}

/** A bar drawn as SVG, which needs no inline style. Asked for, it tells its value; it never speaks up by itself. */
export function Progress({ value, label, valueText, isThick = false }: ProgressProps) {
  const percent = Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 10;
  return (
    <svg
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={valueText}
      preserveAspectRatio="none"
      viewBox="0 0 100 1"
      className={classNames('block w-full overflow-hidden rounded-full bg-track', isThick ? 'h-1.5' : 'h-1')}
    >
      <rect height="1" width={percent} className="fill-live transition-[width] duration-200 ease-linear" />
    </svg>
  );
}
