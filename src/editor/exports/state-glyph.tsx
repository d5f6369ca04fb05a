import { Ban, Check, Clock, X, type LucideIcon } from 'lucide-react';
import type { ExportState, ExportStatus } from '../../client/contract.ts';
import { classNames } from '../components/class-names.ts';

const glyphs: Record<Exclude<ExportState, 'processing'>, { icon: LucideIcon; look: string }> = {
  pending: { icon: Clock, look: 'text-muted' },
  completed: { icon: Check, look: 'text-done' },
  failed: { icon: X, look: 'text-fault' },
  cancelled: { icon: Ban, look: 'text-muted' },
};

/** The state at a glance; the words beside it say the same, so it is silent. */
export function StateGlyph({ status }: { readonly status: Pick<ExportStatus, 'status' | 'progress'> }) {
  if (status.status === 'processing') return <Ring progress={status.progress} />;
  const { icon: Icon, look } = glyphs[status.status];
  return (
    <span
      className={classNames('grid size-8 place-items-center rounded-full ring-1 ring-line ring-inset', look)}
    >
      <Icon aria-hidden className="size-4" strokeWidth={2.25} />
    </span>
  );
}

const radius = 14;
const around = 2 * Math.PI * radius;

function Ring({ progress }: { readonly progress: number }) {
  return (
    <svg viewBox="0 0 32 32" className="size-8 -rotate-90" aria-hidden>
      <circle cx="16" cy="16" r={radius} className="fill-none stroke-track" strokeWidth="2.5" />
      <circle
        cx="16"
        cy="16"
        r={radius}
        className="fill-none stroke-live transition-[stroke-dashoffset] duration-200 ease-linear"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeDasharray={around}
        strokeDashoffset={around * (1 - progress)}
      />
      <circle cx="16" cy="16" r="3.5" className="animate-pulse-soft fill-live" />
    </svg>
  );
}
