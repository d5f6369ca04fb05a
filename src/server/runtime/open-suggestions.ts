import { createLevelReader } from '../../assets/read-levels.ts';
import type { CutOrder, TrimOrder } from '../../autocut/cut-task.ts';
import { filesOf, type LevelsByFile, type Take } from '../../autocut/read-take.ts';
import { hasFile } from '../../contract/footage/recording-files.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { SuggestedCuts, TrimsAnswer } from '../../contract/cutting/suggest-cuts.ts';
import type { SourceRoots } from '../../media/library/resolve-source.ts';
import type { Tools } from '../../media/reading/tools.ts';
import type { Threads } from '../../threads/open-threads.ts';

export interface SuggestionsOptions {
  readonly tools: Tools;
  readonly roots: SourceRoots;
  /** Where levels are kept. */
  readonly folder: string;
  readonly listen: Threads['listen'];
  readonly signal: AbortSignal;
}

/** Cuts and trims from the sound of sources, for a server or a command line. They reject with a `ProblemError`. */
export interface Suggestions {
  readonly suggestCuts: (order: CutOrder, signal?: AbortSignal) => Promise<SuggestedCuts>;
  readonly suggestTrims: (order: TrimOrder, signal?: AbortSignal) => Promise<TrimsAnswer>;
}

/** A camera without sound shows what it shows; a speaker's track without any is a mistake. */
function silentCamera({ speakers = [] }: Take, file: string) {
  return (error: unknown): Uint8Array => {
    const isMute = error instanceof ProblemError && error.problem.code === 'SOURCE_UNSUPPORTED';
    if (!isMute || speakers.some((speaker) => hasFile(speaker, file))) throw error;
    return new Uint8Array();
  };
}

export function openSuggestions({ tools, roots, folder, listen, signal }: SuggestionsOptions): Suggestions {
  const readLevels = createLevelReader({ tools, roots, folder });
  const levelsOf = async (take: Take, own: AbortSignal): Promise<LevelsByFile> => {
    const files = filesOf(take);
    const levels = await Promise.all(
      files.map((file) => readLevels(file, own).catch(silentCamera(take, file))),
    );
    return new Map(files.map((file, index) => [file, levels[index] ?? new Uint8Array()]));
  };
  const both = (own: AbortSignal | undefined) => (own ? AbortSignal.any([own, signal]) : signal);
  return {
    suggestCuts: async (order, own) => {
      const stop = both(own);
      const task = { kind: 'cuts', order, levels: await levelsOf(order.take, stop) } as const;
      return (await listen(task, stop)) as SuggestedCuts;
    },
    suggestTrims: async (order, own) => {
      const stop = both(own);
      const task = { kind: 'trims', order, levels: await levelsOf(order.take, stop) } as const;
      return (await listen(task, stop)) as TrimsAnswer;
    },
  };
}
