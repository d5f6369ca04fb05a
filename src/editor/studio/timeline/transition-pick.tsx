'use client';
import type { CutTransition } from '../../../contract/project.ts';
import { formatDecimal } from '../../words/numbers.ts';
import { setTransition } from '../model/cutting.ts';
import { useEdit, useStudio } from '../state/studio-context.ts';

const kinds = [
  { value: 'cut', label: 'Cut' },
  { value: 'dissolve', label: 'Dissolve' },
  { value: 'fade-black', label: 'Through black' },
  { value: 'fade-white', label: 'Through white' },
] as const;

const lengths = [0.2, 0.5, 1, 1.5, 2, 3];
const usualSeconds = 0.5;

/** How a cut is passed, and for how long. */
export function TransitionPick({ index }: { readonly index: number }) {
  const { store } = useStudio();
  const transition = useEdit().shots[index]?.transition;
  const set = (next: CutTransition | undefined) => store.change((edit) => setTransition(edit, index, next));
  const seconds = transition?.seconds ?? usualSeconds;
  const field = 'min-h-8 rounded-md bg-track px-2 text-sm';
  return (
    <>
      <select
        aria-label="Transition"
        value={transition?.kind ?? 'cut'}
        onChange={({ currentTarget: { value } }) =>
          set(value === 'cut' ? undefined : { kind: value as CutTransition['kind'], seconds })
        }
        className={field}
      >
        {kinds.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {transition && (
        <select
          aria-label="Length of the transition"
          value={String(seconds)}
          onChange={({ currentTarget: { value } }) => set({ ...transition, seconds: Number(value) })}
          className={field}
        >
          {[...new Set([...lengths, seconds])].map((length) => (
            <option key={length} value={String(length)}>
              {formatDecimal(length, length % 1 === 0 ? 0 : 1)} s
            </option>
          ))}
        </select>
      )}
    </>
  );
}
