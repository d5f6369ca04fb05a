import type { MasteredAac, MixedProgramme } from './mastered.ts';

/**
 * What the outputs of one attempt have mixed, by recipe (`mixRecipe`): those that hear the same share it, and its raw
 * files stay until the attempt ends.
 */
export interface SharedMixes {
  readonly mixed: Shared<MixedProgramme>;
  readonly aac: Shared<MasteredAac>;
  /** Chunks may be gone: those that were encoded are looked for again. */
  readonly forgetChunks: () => void;
}

/** What is there under a recipe, or what is made now. What fails is forgotten. */
export type Shared<Made> = (recipe: string, make: () => Promise<Made>) => Promise<Made>;

export function openSharedMixes(): SharedMixes {
  const encoded = new Map<string, Promise<MasteredAac>>();
  return { mixed: share(new Map()), aac: share(encoded), forgetChunks: () => encoded.clear() };
}

function share<Made>(known: Map<string, Promise<Made>>): Shared<Made> {
  return (recipe, make) => {
    const there = known.get(recipe);
    if (there) return there;
    const made = make();
    known.set(recipe, made);
    made.catch(() => known.delete(recipe));
    return made;
  };
}
