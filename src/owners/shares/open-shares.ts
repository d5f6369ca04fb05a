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
  withArrival,
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

const nothing: ReturnType<typeof seenBy> = { projects: new Set(), exports: new Set(), sources: new Set() };

/** Whom projects are shared with, as files that any process may read. */
export function openShares(options: SharesOptions): ProjectShares {
  return new SharesInFiles(options);
}

class SharesInFiles implements ProjectShares {
  readonly #folder: string;
  readonly #projectsOf: SharesOptions['projectsOf'];
  readonly #now: () => number;
  readonly #lock = createKeyedLock();
  #known: ReadonlyMap<string, Known> = new Map();
  /** Keys of projects by the addresses that they are shared with and nobody has. */
  #invitations: ReadonlyMap<string, readonly string[]> = new Map();
  #seen = new Map<string, ReturnType<typeof seenBy>>();
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor({ folder, projectsOf, now = () => performance.now() }: SharesOptions) {
    this.#folder = folder;
    this.#projectsOf = projectsOf;
    this.#now = now;
  }

  readonly levelOf: ProjectShares['levelOf'] = (viewer, key) => {
    this.#refreshSoon();
    return this.#known.get(key)?.record.people.find(({ id }) => id === viewer)?.level;
  };

  readonly projectsSeenBy = (viewer: string): ReadonlySet<string> => this.#seenBy(viewer).projects;

  readonly exportsSeenBy = (viewer: string): ReadonlySet<string> => this.#seenBy(viewer).exports;

  readonly sourcesSeenBy = (viewer: string): ReadonlySet<string> => this.#seenBy(viewer).sources;

  readonly refresh = async (): Promise<void> => {
    if (this.#now() - this.#readAt >= freshMs) await this.#readAll();
  };

  readonly list: ProjectShares['list'] = (key) => this.#known.get(key)?.record ?? { people: [], invited: [] };

  readonly share: ProjectShares['share'] = (key, target, level) =>
    this.#change(key, (record) => withPerson(record, target, level));

  readonly isInvited = (address: string): boolean => this.#invitedTo(address).length > 0;

  readonly welcome = async (viewer: string, address: string): Promise<void> => {
    for (const key of this.#invitedTo(address))
      await this.#change(key, (record) => withArrival(record, viewer, address));
  };

  readonly contribute: ProjectShares['contribute'] = (key, editor, { before, after }) =>
    this.#change(key, (record) => {
      const used = { before: usedBy(record.owner, before), after: usedBy(record.owner, after) };
      return withContribution(record, editor, used);
    });

  readonly noteSaved = async (key: string): Promise<void> => {
    if (this.#known.has(key)) await this.#readAll();
  };

  readonly forget = async (key: string): Promise<void> => {
    if (!this.#known.has(key)) return;
    await this.#lock.run(key, async () => {
      await storeFs.rm(this.#pathOf(key), { force: true });
      await syncFolder(storeFs, this.#folder);
    });
    await this.#readAll();
  };

  /** A stream asks for as long as it is open, with no request that would wait for what others have changed. */
  #refreshSoon(): void {
    this.refresh().catch(() => undefined);
  }

  #seenBy(viewer: string): ReturnType<typeof seenBy> {
    this.#refreshSoon();
    if (this.#known.size === 0) return nothing;
    const made = this.#seen.get(viewer) ?? seenBy(viewer, this.#known);
    this.#seen.set(viewer, made);
    return made;
  }

  #invitedTo(address: string): readonly string[] {
    return this.#invitations.get(address) ?? [];
  }

  #change(key: string, make: (record: ShareRecord) => ShareRecord): Promise<void> {
    return this.#lock.run(key, async () => {
      const record = make(readShare(this.#pathOf(key)) ?? newShareRecord(key));
      await storeFs.mkdir(this.#folder, { recursive: true });
      await writeFileAtomically(storeFs, this.#pathOf(key), `${JSON.stringify(record, null, 2)}\n`);
      // One that began before may have missed it.
      await this.#reading;
      await this.#readAll();
    });
  }

  /** Whoever asks meanwhile waits for the one that is going on. */
  #readAll(): Promise<void> {
    return (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
  }

  async #read(): Promise<void> {
    const names = await storeFs.readdir(this.#folder).catch(() => []);
    const all = await Promise.all(
      names
        .flatMap((name) => readShare(join(this.#folder, name)) ?? [])
        .map((record) => look(record, this.#projectsOf)),
    );
    this.#known = new Map(all.flat().map((share) => [keyOfShare(share.record), share]));
    this.#invitations = invitationsIn(this.#known);
    this.#seen = new Map();
    this.#readAt = this.#now();
  }

  #pathOf(key: string): string {
    const { owner, name } = splitOwnedId(key);
    return join(this.#folder, `${owner}~${name}.json`);
  }
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

function invitationsIn(known: ReadonlyMap<string, Known>): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, { record }] of known)
    for (const { address } of record.invited) keys.set(address, [...(keys.get(address) ?? []), key]);
  return keys;
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
