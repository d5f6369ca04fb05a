import type { CutKnobs, TrimKnobs } from '../contract/cutting/cut-knobs.ts';
import type { SuggestedCuts, TrimsAnswer } from '../contract/cutting/suggest-cuts.ts';
import { cutTake, hearTake } from './answer-cuts.ts';
import { trimTake } from './answer-trims.ts';
import type { LevelsByFile, Take } from './read-take.ts';

/** What is to be cut, and how. */
export interface CutOrder {
  readonly take: Take;
  readonly knobs: CutKnobs;
  /** Cuts are put on its frames, counted from the take's zero; left out, they lie where they lie. */
  readonly fps: number | undefined;
}

export interface TrimOrder {
  readonly take: Take;
  readonly knobs: TrimKnobs;
}

/** With the packed levels of the files that `filesOf` names. Takes a second for an hour of talk: runs in a thread. */
export function suggestCutsTask({ take, knobs, fps }: CutOrder, levels: LevelsByFile): SuggestedCuts {
  const heard = hearTake(take, levels);
  if (!heard) return { shots: [], angles: [], speakers: [], warnings: ['There is nothing to hear.'] };
  return cutTake(heard, knobs, fps);
}

/** As `suggestCutsTask`, for silences. */
export function suggestTrimsTask({ take, knobs }: TrimOrder, levels: LevelsByFile): TrimsAnswer {
  return trimTake(take, levels, knobs);
}
