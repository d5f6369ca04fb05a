import { useId, type ReactNode } from 'react';

/** A part of a page under a heading of its own; `action` stands beside the heading. */
export function Section({
  title,
  text,
  action,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="mt-8">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h2 id={heading} className="text-base font-semibold">
            {title}
          </h2>
          {text !== undefined && <p className="mt-0.5 text-sm text-pretty text-muted">{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** The frame of what lies in a section. */
export const panel = 'overflow-hidden rounded-xl bg-panel ring-1 ring-line';
