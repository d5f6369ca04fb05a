import type { PreparationsPort } from '../api/runtime.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import { splitOwnedId, type ViewerNames } from '../contract/owned-name.ts';
import { ProblemError } from '../contract/problems.ts';
import { noSuchProject } from '../projects/project-problems.ts';
import { inOwnWordsOf } from './own-words.ts';
import type { Sight } from './sight.ts';

export interface PreparationViewOptions {
  /** Of all owners. */
  readonly preparations: PreparationsPort;
  readonly names: ViewerNames;
  readonly sight: Sight;
  /** See `runtimeSeenBy`: throws for sources that are not the viewer's to read. */
  readonly configIn: (config: ExportConfig) => ExportConfig;
}

/**
 * The edits that a viewer has rendered ahead. Two who edit one project have an edit each: neither replaces the other's.
 */
export function preparationsSeenBy(options: PreparationViewOptions): PreparationsPort {
  const { preparations, names, configIn } = options;
  const told = inOwnWordsOf(names);
  return {
    prepare: ({ name, config }, signal) =>
      told(async () => {
        const own = nameIn(name, options);
        return preparations.prepare({ name: own, config: configIn(config) }, signal);
      }),
    watch: (name, signal) => told(() => preparations.watch(nameIn(name, options), signal)),
  };
}

/** Throws for the projects of others. An editor's own projects may be called anything. */
function nameIn(name: string, { names, sight }: PreparationViewOptions): string {
  const { viewer } = names;
  const key = names.idIn(name);
  const isOwn = key === undefined || splitOwnedId(key).owner === viewer;
  if (!isOwn && !sight.maySeeProject(key)) throw new ProblemError(noSuchProject(name));
  return `${viewer} ${key ?? name}`;
}
