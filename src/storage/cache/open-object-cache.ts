import { createHash } from 'node:crypto';
import { extname, join, resolve, sep } from 'node:path';
import type { ByteRange, RemoteFiles, RemoteIdentity, RemoteWeight } from '../../disk/remote-files.ts';
import type { ObjectInfo } from '../object-store.ts';
import { StorageError } from '../storage-error.ts';
import { bytesThere, noteObject, type CachedObject } from './cached-object.ts';
import { RangeFetcher, rangesToFetch } from './fetch-ranges.ts';
import { sumOfRanges } from './byte-ranges.ts';
import { makeSpace } from './make-space.ts';
import { readNotes } from './read-notes.ts';
import type { ObjectPlace } from './object-place.ts';

export interface CacheOptions {
  readonly folder: string;
  /** Most bytes that are kept, but for what is being used. */
  readonly budgetBytes: number;
  /** What a name in a config stands for; undefined for an ordinary path. Throws where it may not be read. */
  readonly find: (name: string) => ObjectPlace | undefined;
  /** A cache that cannot be noted down is fetched again after a restart. */
  readonly onTrouble: (error: unknown) => void;
}

export interface ObjectCache extends RemoteFiles {
  /** Bytes that were fetched since the start. */
  readonly fetchedBytes: () => number;
  /** The path of an object that no config may name; see `adopt`. */
  readonly adoptPlace: (place: ObjectPlace, name: string, signal?: AbortSignal) => Promise<string>;
  /** Notes down what is there. */
  readonly close: () => Promise<void>;
}

/** An object with the way to it. */
interface Known {
  readonly object: CachedObject;
  place: ObjectPlace | undefined;
  /** Under which it was adopted last. */
  adoptedAs: string | undefined;
  holders: number;
  /** Fetched since it was last noted down what is there. */
  unnotedBytes: number;
  /** The note that is being written. */
  noting: Promise<void>;
  /** What was last seen of it where it lies, and when. */
  seen: { readonly info: ObjectInfo; readonly atMs: number } | undefined;
}

/** Whoever asks within this time gets the same answer: after each of a hundred children everybody asks. */
const seenMs = 1_000;
/** What a server that is killed has fetched in vain, at most, of each object. */
const mostUnnotedBytes = 256 * 2 ** 20;

/** Opens the local copies of objects, with what an earlier server left of them. */
export async function openObjectCache(options: CacheOptions): Promise<ObjectCache> {
  const known = new Map<string, Known>();
  for (const [path, object] of await readNotes(options.folder))
    known.set(path, {
      object,
      place: undefined,
      adoptedAs: undefined,
      holders: 0,
      unnotedBytes: 0,
      noting: Promise.resolve(),
      seen: undefined,
    });
  return new FolderCache(options, known);
}

class FolderCache implements ObjectCache {
  readonly folder: string;
  readonly #options: CacheOptions;
  readonly #known: Map<string, Known>;
  readonly #fetcher = new RangeFetcher();

  constructor(options: CacheOptions, known: Map<string, Known>) {
    this.folder = join(resolve(options.folder), sep);
    this.#options = options;
    this.#known = known;
  }

  readonly fetchedBytes = (): number => this.#fetcher.fetchedBytes;

  readonly adopt = async (name: string, signal?: AbortSignal): Promise<string | undefined> => {
    const place = this.#options.find(name);
    return place && this.adoptPlace(place, name, signal);
  };

  readonly adoptPlace = async (place: ObjectPlace, name: string, signal?: AbortSignal): Promise<string> => {
    const info = await place.reader.look(place.key, signal);
    const path = join(this.folder, idOf(place, info));
    const entry = this.#known.get(path) ?? newEntry(path, place, info);
    this.#known.set(path, Object.assign(entry, { place, adoptedAs: name, seen: { info, atMs: Date.now() } }));
    return path;
  };

  readonly fetch = async (
    path: string,
    ranges?: readonly ByteRange[],
    signal?: AbortSignal,
  ): Promise<void> => {
    const entry = this.#at(path);
    const { object, place } = entry;
    object.usedMs = Date.now();
    const release = this.hold(path);
    const onMissing = async (bytes: number): Promise<void> => {
      entry.unnotedBytes += bytes;
      const { budgetBytes } = this.#options;
      await makeSpace([...this.#known.values()], { bytes, budgetBytes });
    };
    try {
      await this.#fetcher.fetch({ object, place }, ranges ?? [[0, object.bytes]], { signal, onMissing });
      if (entry.unnotedBytes > mostUnnotedBytes) await this.#note(entry);
    } catch (error) {
      throw withPath(error, object);
    } finally {
      release();
    }
  };

  readonly read = async (
    path: string,
    [start, end]: ByteRange,
    signal?: AbortSignal,
  ): Promise<Uint8Array> => {
    const { object, place } = this.#at(path);
    const { version } = object;
    return place.reader.read(place.key, { start, end, version }, signal).catch((error: unknown) => {
      throw withPath(error, object);
    });
  };

  readonly weigh = async (path: string, ranges?: readonly ByteRange[]): Promise<RemoteWeight> => {
    const { object } = this.#at(path);
    const missing = sumOfRanges(rangesToFetch(object, ranges ?? [[0, object.bytes]]));
    return { missing, kept: bytesThere(object) + missing };
  };

  readonly identify = async (path: string, signal?: AbortSignal): Promise<RemoteIdentity> => {
    const entry = this.#at(path);
    const { place, object } = entry;
    const isFresh = entry.seen && Date.now() - entry.seen.atMs < seenMs;
    if (!isFresh) {
      const info = await place.reader.look(place.key, signal).catch((error: unknown) => {
        throw withPath(error, object);
      });
      entry.seen = { info, atMs: Date.now() };
    }
    return identityOf(place, entry.seen?.info ?? { ...object, key: '', modifiedMs: 0 });
  };

  readonly nameOf = (path: string): string | undefined => this.#known.get(path)?.adoptedAs;

  readonly hold = (path: string): (() => void) => {
    const entry = this.#known.get(path);
    if (!entry) return () => undefined;
    entry.holders += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      entry.holders -= 1;
      if (entry.holders === 0) void this.#note(entry);
    };
  };

  readonly close = async (): Promise<void> => {
    for (const entry of this.#known.values()) await this.#note(entry);
  };

  #at(path: string): Known & { place: ObjectPlace } {
    const found = this.#known.get(path);
    if (!found?.place) throw new StorageError('ESTGONE', path, { path });
    return found as Known & { place: ObjectPlace };
  }

  async #note(entry: Known): Promise<void> {
    if (entry.unnotedBytes > 0) {
      entry.unnotedBytes = 0;
      // One after another: both would write the same file.
      entry.noting = entry.noting.then(() => noteObject(entry.object).catch(this.#options.onTrouble));
    }
    await entry.noting;
  }
}

/** With the file here that it is about, by which others know its name. */
function withPath(error: unknown, { name, path }: CachedObject): unknown {
  return error instanceof StorageError ? new StorageError(error.code, name, { cause: error, path }) : error;
}

function newEntry(path: string, { name }: ObjectPlace, { version, bytes }: ObjectInfo): Known {
  const object: CachedObject = { path, name, version, bytes, have: [], usedMs: Date.now() };
  return {
    object,
    place: undefined,
    adoptedAs: undefined,
    holders: 0,
    unnotedBytes: 0,
    noting: Promise.resolve(),
    seen: undefined,
  };
}

/** Another one for each state of an object: one that was replaced must not be mixed with what it was. */
function idOf(place: ObjectPlace, info: ObjectInfo): string {
  const extension = extname(new URL(`file:///${place.key.replaceAll(/[?#%]/g, '_')}`).pathname);
  return `${hashOf(place, info)}${/^\.[a-z0-9]{1,8}$/i.test(extension) ? extension : ''}`;
}

function identityOf(place: ObjectPlace, info: ObjectInfo): RemoteIdentity {
  const key = hashOf(place, info);
  return { key, bytes: info.bytes, modifiedMs: info.modifiedMs, stamp: key };
}

function hashOf({ name }: ObjectPlace, { version, bytes }: ObjectInfo): string {
  const hash = createHash('sha256').update(JSON.stringify([name, version, bytes]));
  return hash.digest('hex').slice(0, 32);
}
