'use client';
import type { ReactNode } from 'react';
import { FileJson2 } from 'lucide-react';

/** What a stranger sees first: what this page is for and the two ways to begin. */
export function Welcome({ children }: { readonly children: ReactNode }) {
  return (
    <section className="rounded-xl border border-dashed border-edge px-6 py-14 text-center sm:py-20">
      <FileJson2 aria-hidden className="mx-auto size-9 text-muted" strokeWidth={1.5} />
      <h2 className="mt-5 text-xl font-semibold text-balance">Drop an export config anywhere on this page</h2>
      <p className="mx-auto mt-2 max-w-md text-sm text-pretty text-muted">
        It is the JSON with the cut list that your editor sends; the cameras it names must be in the source
        library. Nothing at hand? The sample makes three small cameras and exports a cut of them.
      </p>
      <div className="mt-6 flex justify-center [&>div]:justify-center">{children}</div>
    </section>
  );
}
