import type { ReactNode } from 'react';
import { AudioWaveform, Film, MousePointerClick, type LucideIcon } from 'lucide-react';

const steps: readonly { readonly icon: LucideIcon; readonly title: string; readonly text: string }[] = [
  {
    icon: Film,
    title: 'Drop your cameras',
    text: 'The files of all cameras of one recording, however large. They stay on your own server.',
  },
  {
    icon: AudioWaveform,
    title: 'They synchronise by themselves',
    text: 'The cameras are aligned by their sound, to the millisecond.',
  },
  {
    icon: MousePointerClick,
    title: 'Press 1, 2, 3 while it plays',
    text: 'Each number cuts to that camera. Then press Export: untouched frames keep their original quality.',
  },
];

/** What a stranger sees first: what this is, how it goes, and the two ways to begin. */
export function FirstVisit({ children }: { readonly children: ReactNode }) {
  return (
    <section className="rounded-xl border border-dashed border-edge px-6 py-12 sm:py-16">
      <h2 className="text-center text-xl font-semibold text-balance">
        From three camera files to a finished episode
      </h2>
      <p className="mt-2 text-center text-sm text-pretty text-muted">Drop the files anywhere on this page.</p>
      <ol className="mx-auto mt-8 grid max-w-4xl gap-6 sm:grid-cols-3">
        {steps.map(({ icon: Icon, title, text }) => (
          <li key={title} className="text-center">
            <Icon aria-hidden className="mx-auto size-7 text-live-text" strokeWidth={1.5} />
            <h3 className="mt-3 font-medium">{title}</h3>
            <p className="mt-1 text-sm text-pretty text-muted">{text}</p>
          </li>
        ))}
      </ol>
      <div className="mt-9 flex justify-center [&>div]:justify-center">{children}</div>
      <p className="mt-4 text-center text-sm text-pretty text-muted">
        Nothing at hand? The sample is two people talking, three small cameras and a cut to play with.
      </p>
    </section>
  );
}
