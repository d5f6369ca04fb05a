import type { Edit } from '../../../edit/edit.ts';
import type { StudioStore } from '../model/studio-store.ts';

/** More steps than anybody takes back after a reload, and few enough for a browser's store. */
const keptSteps = 40;
/** Larger than this, in characters, no history is kept. */
const mostText = 2_000_000;

interface Kept {
  readonly now: Edit;
  readonly past: readonly Edit[];
}

const keyOf = (projectId: string) => `cutroom-history-${projectId}`;

/** Keeps what can be undone in this tab, for the page that is loaded next. */
export function keepHistory(projectId: string, store: StudioStore): void {
  const past = store.history.getState().pastStates.flatMap(({ edit }) => edit ?? []);
  const kept: Kept = { now: store.getState().edit, past: past.slice(-keptSteps) };
  try {
    const text = JSON.stringify(kept);
    if (text.length <= mostText) sessionStorage.setItem(keyOf(projectId), text);
  } catch {
    // A browser that lets nothing be kept has no history after a reload.
  }
}

/** Takes up what could be undone before a reload, unless the project was changed elsewhere since. */
export function restoreHistory(projectId: string, store: StudioStore): void {
  try {
    const text = sessionStorage.getItem(keyOf(projectId));
    if (text === null) return;
    const kept = JSON.parse(text) as Kept;
    const { edit } = store.getState();
    const isSame =
      JSON.stringify([kept.now.shots, kept.now.angles]) === JSON.stringify([edit.shots, edit.angles]);
    if (isSame) store.history.setState({ pastStates: kept.past.map((past) => ({ edit: past })) });
  } catch {
    // As above; or it was written by another version.
  }
}
