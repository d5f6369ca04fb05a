import { pagePath } from './page-path.ts';

/** The name, with its mark: two strips of film and the cut between them. */
export function Wordmark() {
  return (
    <a
      href={pagePath('/projects')}
      className="flex items-center gap-2.5 rounded-md text-[0.9375rem] font-semibold tracking-tight"
    >
      <svg viewBox="0 0 24 16" className="h-4 w-6" aria-hidden>
        <path d="M0 0h13l-2.6 6H0zM0 10h8.7L6.1 16H0z" className="fill-text" />
        <path d="M16 0h8v6H13.4zM11.7 10H24v6H9.1z" className="fill-live" />
      </svg>
      <span className="max-sm:sr-only">Cutroom</span>
    </a>
  );
}
