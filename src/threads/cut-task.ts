import { suggestCutsTask, suggestTrimsTask, type CutOrder, type TrimOrder } from '../autocut/cut-task.ts';
import type { LevelsByFile } from '../autocut/read-take.ts';
import type { SuggestedCuts, TrimsAnswer } from '../contract/cutting/suggest-cuts.ts';

/** An order with the levels of its files. */
export type CutTask =
  | { readonly kind: 'cuts'; readonly order: CutOrder; readonly levels: LevelsByFile }
  | { readonly kind: 'trims'; readonly order: TrimOrder; readonly levels: LevelsByFile };

/** Runs in a thread. */
export function listenTask(task: CutTask): SuggestedCuts | TrimsAnswer {
  return task.kind === 'cuts'
    ? suggestCutsTask(task.order, task.levels)
    : suggestTrimsTask(task.order, task.levels);
}
