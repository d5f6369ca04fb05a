import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import type { Project } from '../../../contract/project.ts';
import type { Edit } from '../../../edit/edit.ts';
import { studioEditOf } from '../../../edit/project-edit.ts';

/** What of a project the studio changes. */
export interface StudioState {
  readonly edit: Edit;
  readonly name: string;
  /** Newest first. Not part of the history: an export that was started stays started. */
  readonly exportIds: readonly string[];
}

export type StudioStore = ReturnType<typeof createStudioStore>;

/** Most exports that a project remembers. */
const rememberedExports = 100;

/**
 * The state of one open project with its history, which has no limit. Whoever made it drops it; it holds
 * nothing outside itself.
 */
export function createStudioStore(project: Project) {
  const store = createStore<StudioState>()(
    temporal(
      (): StudioState => ({ edit: studioEditOf(project), name: project.name, exportIds: project.exportIds }),
      {
        partialize: ({ edit }) => ({ edit }),
        equality: (past, now) => past.edit === now.edit,
      },
    ),
  );
  const history = store.temporal;
  const setEdit = (edit: Edit) => store.setState((state) => (state.edit === edit ? state : { edit }));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    getInitialState: store.getInitialState,
    history,
    /** One step of the history, unless nothing changed. */
    change: (next: (edit: Edit) => Edit) => setEdit(next(store.getState().edit)),
    /**
     * Many changes that are one step, such as a drag: each `to` starts from the edit as it was at the
     * beginning. `end` makes the step, `cancel` makes it undone.
     */
    beginStep: () => {
      const before = store.getState().edit;
      history.getState().pause();
      const finish = (edit: Edit) => {
        setEdit(before);
        history.getState().resume();
        setEdit(edit);
      };
      return {
        to: (next: (before: Edit) => Edit) => setEdit(next(before)),
        end: () => finish(store.getState().edit),
        cancel: () => finish(before),
      };
    },
    undo: () => history.getState().undo(),
    redo: () => history.getState().redo(),
    rename: (name: string) => store.setState({ name }),
    rememberExport: (exportId: string) =>
      store.setState(({ exportIds }) => ({
        exportIds: [exportId, ...exportIds.filter((id) => id !== exportId)].slice(0, rememberedExports),
      })),
    forgetExport: (exportId: string) =>
      store.setState(({ exportIds }) => ({ exportIds: exportIds.filter((id) => id !== exportId) })),
  };
}
