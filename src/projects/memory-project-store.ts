import type { Project } from '../contract/project.ts';
import type { ProjectStore } from './project-store.ts';
import { summarizeProject } from './summarize-project.ts';

/** Projects without files, for tests and for trying things out; hand the same maps to the next store to play a restart. */
export function createMemoryProjectStore(
  shelf = new Map<string, Project>(),
  keptShelf = new Map<string, ReadonlyMap<number, Project>>(),
): ProjectStore {
  const keptOf = (id: string) => keptShelf.get(id) ?? new Map<number, Project>();
  return {
    list: async () => [...shelf.values()].map(summarizeProject),
    read: async (id) => shelf.get(id),
    write: async (project) => void shelf.set(project.id, structuredClone(project)),
    remove: async (id) => {
      shelf.delete(id);
      keptShelf.delete(id);
    },
    keep: async (project) => {
      const added = [project.revision, structuredClone(project)] as const;
      keptShelf.set(project.id, new Map([...keptOf(project.id), added]));
    },
    kept: async (id) =>
      [...keptOf(id).values()]
        .map(({ revision, updatedAt }) => ({ revision, savedAt: Date.parse(updatedAt) }))
        .sort((a, b) => b.revision - a.revision),
    readKept: async (id, revision) => keptOf(id).get(revision),
    dropKept: async (id, revision) => {
      const rest = [...keptOf(id)].filter(([one]) => one !== revision);
      keptShelf.set(id, new Map(rest));
    },
  };
}
