import type { Project, ProjectEdit } from '../contract/project.ts';
import type { KeptVersion, ProjectStore } from './project-store.ts';

/** While somebody edits, a state is kept this often, in milliseconds; also the one that rested at least this long. */
const intervalMs = 10 * 60_000;
/** A change that adds or takes this many shots at once is one that people want to go back from. */
const manyShots = 10;
/** Of one project; each is as large as the project. */
const mostKept = 40;

export interface Replacing {
  readonly before: Project;
  readonly after: ProjectEdit;
  readonly now: Date;
}

/**
 * Keeps the state that a save is about to replace, where it is one to go back to. Never throws: what cannot be kept
 * must not stop the save.
 */
export async function keepVersion(store: ProjectStore, replacing: Replacing): Promise<void> {
  const { before } = replacing;
  try {
    const kept = await store.kept(before.id);
    if (!isWorthKeeping(replacing, kept[0])) return;
    await store.keep(before);
    const dropped = versionToDrop([{ revision: before.revision, savedAt: timeOf(before) }, ...kept]);
    if (dropped !== undefined) await store.dropKept(before.id, dropped);
  } catch {
    // The save itself tells of a full disk.
  }
}

function isWorthKeeping({ before, after, now }: Replacing, last: KeptVersion | undefined): boolean {
  if (before.angles.length === 0 || before.revision === last?.revision) return false;
  const since = now.getTime() - (last?.savedAt ?? Date.parse(before.createdAt));
  return since >= intervalMs || Math.abs(after.stretches.length - before.stretches.length) >= manyShots;
}

/** Where there are too many: the one that lies nearest to its neighbours. The first and the last always stay. */
export function versionToDrop(kept: readonly KeptVersion[]): number | undefined {
  if (kept.length <= mostKept) return undefined;
  let [dropped, least] = [undefined as number | undefined, Infinity];
  for (const [index, { revision }] of kept.entries()) {
    const [newer, older] = [kept[index - 1], kept[index + 1]];
    if (newer && older && newer.savedAt - older.savedAt < least)
      [dropped, least] = [revision, newer.savedAt - older.savedAt];
  }
  return dropped;
}

function timeOf({ updatedAt }: Project): number {
  return Date.parse(updatedAt);
}
