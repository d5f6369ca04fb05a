import { z } from 'zod';
import {
  joinOwnedId,
  liesOutside,
  namesFor,
  splitOwnedId,
  splitOwnedPath,
} from '../../contract/owned-name.ts';
import type { ProjectEdit } from '../../contract/project.ts';
import { filesOfProject } from '../../contract/project-files.ts';
import { shareLevelSchema, type ShareLevel } from './ports.ts';

/** The version of the files that this program writes. Later ones are left untouched. */
export const shareFileVersion = 1;

/** Whom a project is shared with, as it lies in `shares/{owner}~{id}.json`. */
export const shareRecordSchema = z.object({
  schemaVersion: z.literal(shareFileVersion),
  owner: z.string(),
  project: z.string(),
  people: z.array(z.object({ id: z.string(), level: shareLevelSchema })),
  /** Inner names of exports and sources that editors have brought into the project and own themselves. */
  exports: z.array(z.string()),
  sources: z.array(z.string()),
});
export type ShareRecord = Readonly<z.infer<typeof shareRecordSchema>>;

export function newShareRecord(projectKey: string): ShareRecord {
  const { owner, name: project } = splitOwnedId(projectKey);
  return { schemaVersion: shareFileVersion, owner, project, people: [], exports: [], sources: [] };
}

export function keyOfShare({ owner, project }: ShareRecord): string {
  return joinOwnedId({ owner, name: project });
}

export function withPerson(record: ShareRecord, id: string, level: ShareLevel | undefined): ShareRecord {
  const others = record.people.filter((person) => person.id !== id);
  return { ...record, people: level === undefined ? others : [...others, { id, level }] };
}

/** Inner names of what a project uses; `edit` has them as the project's owner writes them. */
export function usedBy(owner: string, edit: Pick<ProjectEdit, 'angles' | 'finish' | 'exportIds'>) {
  const { idIn, pathIn } = namesFor(owner);
  return {
    exports: edit.exportIds.flatMap((id) => idIn(id) ?? []),
    sources: filesOfProject(edit)
      .map(pathIn)
      .filter((path) => !liesOutside(path)),
  };
}

/**
 * What may be seen through a project: what is its owner's, and what its editors have brought of their own. A name alone
 * opens nothing: otherwise whoever writes somebody else's name into a project could read it.
 */
export function seenThrough(
  { owner, ...brought }: ShareRecord,
  used: { readonly exports: readonly string[]; readonly sources: readonly string[] },
) {
  const isGiven = (list: 'exports' | 'sources', name: string) =>
    (list === 'exports' ? splitOwnedId(name) : splitOwnedPath(name)).owner === owner ||
    brought[list].includes(name);
  return {
    exports: used.exports.filter((key) => isGiven('exports', key)),
    sources: used.sources.filter((path) => isGiven('sources', path)),
  };
}

/** Inner names of what a project uses. */
type Used = ReturnType<typeof usedBy>;

/**
 * With what an editor owns of what a save has added, and without what the project no longer uses. What stood in it before
 * the save was written there by somebody else: an editor who keeps it has not brought it along.
 */
export function withContribution(
  record: ShareRecord,
  editor: string,
  { before, after }: { readonly before: Used; readonly after: Used },
): ShareRecord {
  const kept = (list: 'exports' | 'sources', ownerOf: (name: string) => string) => [
    ...new Set([
      ...record[list].filter((name) => after[list].includes(name)),
      ...after[list].filter((name) => ownerOf(name) === editor && !before[list].includes(name)),
    ]),
  ];
  return {
    ...record,
    exports: kept('exports', (key) => splitOwnedId(key).owner),
    sources: kept('sources', (path) => splitOwnedPath(path).owner),
  };
}
