import { setTimeout as wait } from 'node:timers/promises';
import { soleAdministrator } from '../../contract/principal.ts';
import type { RemoteLibrary } from '../../media/library/source-library.ts';
import { isNameOfLibrary, sourcesPrefix } from '../../storage/find-object.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { PartPlace } from '../../uploads/parts/part-place.ts';
import type { UploadShelf } from '../../uploads/upload-shelf.ts';
import type { StagedShelf } from './put-staged.ts';
import { storageProblem } from './storage-problem.ts';
import { createStoredShelf } from './stored-shelf.ts';

/** The sources of the storage, as libraries of single owners. */
export interface StoredLibraries {
  readonly of: (owner: string) => RemoteLibrary;
  /** Where their finished uploads go; `isTakenHere`: whether a file of their folder has the name. */
  readonly shelfOf: (owner: string, isTakenHere: (name: string) => Promise<boolean>) => UploadShelf;
  /** What the sources of one owner take there. */
  readonly bytesOf: (owner: string) => Promise<number>;
}

/** A list that somebody watches is looked at every two seconds, and each look costs a request for every thousand files. */
const freshMs = 10_000;

/** `partsFor`: how browsers send files there themselves; they do not unless told. */
export function openStoredLibraries(
  store: ObjectStore,
  partsFor: (shelf: StagedShelf) => PartPlace | undefined = () => undefined,
): StoredLibraries {
  const listings = rememberedFor(freshMs, (prefix) => listUnder(store, prefix));
  const listingOf = (owner: string) => listings.of(prefixOf(owner));
  return {
    of: (owner) => ({
      list: () => listingOf(owner).catch(inWords('The library in the storage cannot be listed')),
      remove: async (filePath) => {
        // Keys are no paths: `..` would lead to what lies beside.
        if (!isNameOfLibrary(filePath)) return false;
        const key = `${prefixOf(owner)}${filePath}`;
        try {
          await store.look(key);
          await store.remove(key);
          return true;
        } catch (error) {
          if (error instanceof StorageError && error.code === 'ESTGONE') return false;
          return inWords(`${JSON.stringify(filePath)} cannot be removed from the storage`)(error);
        } finally {
          listings.forget(prefixOf(owner));
        }
      },
    }),
    shelfOf: (owner, isTakenHere) => {
      const prefix = prefixOf(owner);
      const shelf = { store, prefix, isTakenHere, onPut: () => listings.forget(prefix) };
      return { ...createStoredShelf(shelf), parts: partsFor(shelf) };
    },
    bytesOf: async (owner) => (await listingOf(owner)).reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Under a folder of their own lie the sources of each owner but the first. */
function prefixOf(owner: string): string {
  return owner === soleAdministrator.id ? sourcesPrefix : `${sourcesPrefix}~${owner}/`;
}

async function listUnder(store: ObjectStore, prefix: string) {
  const listings: { filePath: string; bytes: number; modifiedAt: string }[] = [];
  for await (const { key, bytes, modifiedMs } of store.list(prefix)) {
    const filePath = key.slice(prefix.length);
    // Folders that consoles make, what is hidden, and what belongs to others.
    if (!isNameOfLibrary(filePath) || filePath.startsWith('~')) continue;
    listings.push({ filePath, bytes, modifiedAt: new Date(modifiedMs).toISOString() });
  }
  return listings;
}

/** Asks once for all who ask within the time; an answer that fails is nobody else's. */
function rememberedFor<Answer>(ms: number, ask: (key: string) => Promise<Answer>) {
  const answers = new Map<string, Promise<Answer>>();
  const forget = (key: string): void => void answers.delete(key);
  return {
    forget,
    of: (key: string): Promise<Answer> => {
      const known = answers.get(key);
      if (known) return known;
      const answer = ask(key);
      answers.set(key, answer);
      const forgetThis = () => {
        if (answers.get(key) === answer) forget(key);
      };
      answer.then(() => wait(ms, undefined, { ref: false }).then(forgetThis), forgetThis);
      return answer;
    },
  };
}

function inWords(what: string) {
  return (error: unknown): never => {
    throw storageProblem(error, what) ?? error;
  };
}
