import type { Project } from '../contract/project.ts';
import type { ProjectStore } from './project-store.ts';
import { summarizeProject } from './summarize-project.ts';

/** Projects without files, for tests and for trying things out; hand the same map to the next store to play a restart. */
export function createMemoryProjectStore(shelf = new Map<string, Project>()): ProjectStore {
  return {
    list: async () => [...shelf.values()].map(summarizeProject),
    read: async (id) => shelf.get(id),
    write: async (project) => void shelf.set(project.id, structuredClone(project)),
    remove: async (id) => void shelf.delete(id),
  };
}
