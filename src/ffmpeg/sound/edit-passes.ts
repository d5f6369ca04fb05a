import type { SoundEdit } from '../../planner/facts/facts.ts';
import { isLess } from '../../timeline/rational.ts';

/** The pieces of an edit list in runs that can each be read in one pass: none goes back in the track. */
export function editPasses(edits: readonly SoundEdit[]): SoundEdit[][] {
  const passes: SoundEdit[][] = [];
  for (const edit of edits) {
    const last = passes.at(-1)?.at(-1);
    if (last && !isLess(edit.from, last.to)) passes.at(-1)?.push(edit);
    else passes.push([edit]);
  }
  return passes;
}
