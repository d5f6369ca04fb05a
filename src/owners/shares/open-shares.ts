import { join } from 'node:path';
import { splitOwnedId } from '../../contract/owned-name.ts';
import { createKeyedLock } from '../../disk/keyed-lock.ts';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { storeFs, syncFolder } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import type { Projects } from '../../projects/ports.ts';
import { parseJson } from '../../shared/parse-json.ts';
import type { ProjectShares } from './ports.ts';
import {
  keyOfShare,
  newShareRecord,
  seenThrough,
  shareRecordSchema,
  usedBy,
  withContribution,
  withPerson,
  type ShareRecord,
} from './share-record.ts';

export interface SharesOptions {
  /** Absolute; made when something is shared first. */
  readonly folder: string;
  /** The projects of one owner, by plain names. */
  readonly projectsOf: (owner: string) => Projects;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

/** How long what was read is believed: other processes may share and unshare, too. */
const freshMs = 2_000;

interface Known {
  readonly record: ShareRecord;
  readonly exports: readonly string[];
  readonly sources: readonly string[];
}

const none: ReadonlySet<string> = new Set();

/** Whom projects are shared with, as files that any process may read. */
// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function openShares({
  folder,
  projectsOf,
  now = () => performance.now(),
}: SharesOptions): ProjectShares {
  const lock = createKeyedLock();
  let known: ReadonlyMap<string, Known> = new Map();
  let seen = new Map<string, ReturnType<typeof seenBy>>();
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;
  const pathOf = (key: string) => {
    const { owner, name } = splitOwnedId(key);
    return join(folder, `${owner}~${name}.json`);
  };
  const read = async (): Promise<void> => {
    const names = await storeFs.readdir(folder).catch(() => []);
    const all = await Promise.all(
      names.flatMap((name) => readShare(join(folder, name)) ?? []).map((record) => look(record, projectsOf)),
    );
    known = new Map(all.flat().map((share) => [keyOfShare(share.record), share]));
    seen = new Map();
    readAt = now();
  };
  const refresh = async (isForced = false): Promise<void> => {
    if (!isForced && now() - readAt < freshMs) return;
    await (reading ??= read().finally(() => (reading = undefined)));
  };
  const change = (key: string, make: (record: ShareRecord) => ShareRecord) =>
    lock.run(key, async () => {
      const record = make(readShare(pathOf(key)) ?? newShareRecord(key));
      await storeFs.mkdir(folder, { recursive: true });
      await writeFileAtomically(storeFs, pathOf(key), `${JSON.stringify(record, null, 2)}\n`);
      await reading;
      await refresh(true);
    });
  const of = (viewer: string) => {
    const made = seen.get(viewer) ?? seenBy(viewer, known);
    seen.set(viewer, made);
    return made;
  };
  return {
    levelOf: (viewer, key) => known.get(key)?.record.people.find(({ id }) => id === viewer)?.level,
    projectsSeenBy: (viewer) => (known.size === 0 ? none : of(viewer).projects),
    exportsSeenBy: (viewer) => (known.size === 0 ? none : of(viewer).exports),
    sourcesSeenBy: (viewer) => (known.size === 0 ? none : of(viewer).sources),
    refresh: () => refresh(),
    list: (key) => known.get(key)?.record.people ?? [],
    share: (key, id, level) => change(key, (record) => withPerson(record, id, level)),
    contribute: (key, editor, edit) =>
      change(key, (record) => withContribution(record, editor, usedBy(record.owner, edit))),
    noteSaved: async (key) => {
      if (known.has(key)) await refresh(true);
    },
    forget: async (key) => {
      if (!known.has(key)) return;
      await lock.run(key, async () => {
        await storeFs.rm(pathOf(key), { force: true });
        await syncFolder(storeFs, folder);
      });
      await refresh(true);
    },
  };
}

/** Undefined for whatever is not a record of this version. */
function readShare(path: string): ShareRecord | undefined {
  const file = readSmallFile(path, maxRecordBytes);
  if (!file.isOk) return undefined;
  return shareRecordSchema.safeParse(parseJson(file.text)).data;
}

async function look(record: ShareRecord, projectsOf: SharesOptions['projectsOf']): Promise<readonly Known[]> {
  const project = await projectsOf(record.owner)
    .get(record.project)
    .catch(() => undefined);
  // One that is gone, or cannot be read, lets nobody see anything.
  return project ? [{ record, ...seenThrough(record, usedBy(record.owner, project)) }] : [];
}

function seenBy(viewer: string, known: ReadonlyMap<string, Known>) {
  const mine = [...known].filter(
    ([, { record }]) => record.owner === viewer || record.people.some(({ id }) => id === viewer),
  );
  const isOthers = ([key]: readonly [string, Known]) => splitOwnedId(key).owner !== viewer;
  return {
    projects: new Set(mine.filter(isOthers).map(([key]) => key)),
    exports: new Set(mine.flatMap(([, { exports }]) => exports)),
    sources: new Set(mine.flatMap(([, { sources }]) => sources)),
  };
}
