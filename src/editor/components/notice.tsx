import type { ReactNode } from 'react';

/** What stands where content would: nothing there yet, or something went wrong. */
export function Notice({
  title,
  text,
  icon,
  children,
}: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <section className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-16 text-center">
      {icon}
      <h2 className="text-lg font-semibold text-balance">{title}</h2>
      {text !== undefined && <p className="text-sm text-pretty text-muted">{text}</p>}
      {children !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </section>
  );
}
