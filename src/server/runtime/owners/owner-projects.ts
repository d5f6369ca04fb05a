import { createProjects } from '../../../projects/create-projects.ts';
import { createFileProjectStore } from '../../../projects/file-store/file-project-store.ts';
import type { Projects } from '../../../projects/ports.ts';
import type { ServerConfig } from '../../settings/config.ts';
import { ownerFolderOf } from './owner-folders.ts';
import type { RuntimeHooks } from '../runtime-types.ts';

/** The projects of each owner, in a folder of their own; opened when they are first asked for. */
export function createOwnerProjects(config: ServerConfig, { log }: RuntimeHooks) {
  const opened = new Map<string, Projects>();
  const open = (owner: string): Projects =>
    createProjects({
      store: createFileProjectStore({
        folder: ownerFolderOf(config, owner, 'projects'),
        onDamaged: (entry) =>
          log.warn(
            { ...entry, owner },
            'a project cannot be used; `movedTo` says where it lies now, if it was moved',
          ),
      }),
    });
  return {
    of: (owner: string): Projects => {
      const projects = opened.get(owner) ?? open(owner);
      opened.set(owner, projects);
      return projects;
    },
    idle: async (): Promise<void> => {
      await Promise.all([...opened.values()].map((projects) => projects.idle()));
    },
  };
}
