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
import { ProblemError } from '../../contract/problems.ts';
import { shareLevelSchema, type ShareLevel, type ShareTarget } from './ports.ts';

/** People and addresses that one project is shared with. */
const mostPeople = 500;

/** The version of the files that this program writes. Later ones are left untouched. */
export const shareFileVersion = 1;

/** Whom a project is shared with, as it lies in `shares/{owner}~{id}.json`. */
export const shareRecordSchema = z.object({
  schemaVersion: z.literal(shareFileVersion),
  owner: z.string(),
  project: z.string(),
  people: z.array(z.object({ id: z.string(), level: shareLevelSchema })),
  /** Addresses that nobody had. Left out by programs that knew none. */
  invited: z.array(z.object({ address: z.string(), level: shareLevelSchema })).default([]),
  /** Inner names of exports and sources that editors have brought into the project and own themselves. */
  exports: z.array(z.string()),
  sources: z.array(z.string()),
});
export type ShareRecord = Readonly<z.infer<typeof shareRecordSchema>>;

export function newShareRecord(projectKey: string): ShareRecord {
  const { owner, name: project } = splitOwnedId(projectKey);
  return {
    schemaVersion: shareFileVersion,
    owner,
    project,
    people: [],
    invited: [],
    exports: [],
    sources: [],
  };
}

export function keyOfShare({ owner, project }: ShareRecord): string {
  return joinOwnedId({ owner, name: project });
}

/** Throws INVALID_REQUEST where the project is shared with too many. */
export function withPerson(
  record: ShareRecord,
  { id, address }: ShareTarget,
  level: ShareLevel | undefined,
): ShareRecord {
  const people = record.people.filter((person) => person.id !== id);
  const invited = record.invited.filter((other) => other.address !== address);
  if (level === undefined) return { ...record, people, invited };
  if (people.length + invited.length >= mostPeople) throw new ProblemError(tooManyPeople);
  return id === undefined
    ? { ...record, people, invited: [...invited, { address, level }] }
    : { ...record, people: [...people, { id, level }], invited };
}

/** With somebody who has come by an address that was invited; as it is where it was not. */
export function withArrival(record: ShareRecord, id: string, address: string): ShareRecord {
  const invitation = record.invited.find((one) => one.address === address);
  return invitation ? withPerson(record, { id, address }, invitation.level) : record;
}

const tooManyPeople = {
  code: 'INVALID_REQUEST',
  message: `A project can be shared with at most ${mostPeople} people.`,
  hint: 'Take the project back from somebody first.',
} as const;

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
