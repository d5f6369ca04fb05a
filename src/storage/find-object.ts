import { ProblemError } from '../contract/problems.ts';
import type { ObjectPlace } from './cache/object-place.ts';
import type { ObjectReader, ObjectStore } from './object-store.ts';
import { withoutSecrets } from './web/web-reader.ts';

/** Where objects of configs may lie. */
export interface ObjectPlaces {
  /** The library's own. */
  readonly store: ObjectStore | undefined;
  /** Buckets that may be read beside it, by name. */
  readonly buckets: ReadonlyMap<string, ObjectReader>;
  /** Origins (`https://media.example`) whose links may be read. */
  readonly origins: ReadonlySet<string>;
  readonly web: ObjectReader;
}

/** What objects of the library begin with. */
export const sourcesPrefix = 'sources/';

/** Whether a name may stand for an object of the library: no part of it is empty, hidden, or leads out. */
export function isNameOfLibrary(name: string): boolean {
  return name.split('/').every((part) => part !== '' && !part.startsWith('.'));
}

/**
 * What a name in a config stands for: `s3://bucket/key`, a link, or a name of the library; undefined for an absolute
 * path. Throws the `ProblemError` that says that it may not be read.
 */
export function findObject(name: string, places: ObjectPlaces): ObjectPlace | undefined {
  if (/^https?:\/\//i.test(name)) return linkedObject(name, places);
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(name) ?? [];
  if (bucket !== undefined && key !== undefined) return bucketObject(name, { bucket, key }, places);
  if (name.includes('://')) throw forbidden(name);
  const { store } = places;
  if (!store || name.startsWith('/')) return undefined;
  if (!isNameOfLibrary(name)) throw forbidden(name);
  return ownObject(store, `${sourcesPrefix}${name}`);
}

function ownObject(store: ObjectStore, key: string): ObjectPlace {
  return { reader: store, key, name: `${store.name.replace(/\/$/, '')}/${key}` };
}

function linkedObject(link: string, { origins, web }: ObjectPlaces): ObjectPlace {
  if (!URL.canParse(link)) throw forbidden(link);
  const { origin, username, password } = new URL(link);
  if (!origins.has(origin) || username !== '' || password !== '') throw forbidden(withoutSecrets(link));
  return { reader: web, key: link, name: withoutSecrets(link) };
}

function bucketObject(
  name: string,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { store, buckets }: ObjectPlaces,
): ObjectPlace {
  const own = store && `${store.name.replace(/\/$/, '')}/${sourcesPrefix}`;
  // Of the own bucket the sources only, and those of nobody in particular: outputs and chunks are no footage.
  if (store && own !== undefined && name.startsWith(own) && !/^(?:~|$)/.test(name.slice(own.length)))
    return ownObject(store, `${sourcesPrefix}${name.slice(own.length)}`);
  const reader = buckets.get(bucket);
  if (!reader) throw forbidden(name);
  return { reader, key, name };
}

function forbidden(name: string): ProblemError {
  return new ProblemError({
    code: 'PATH_FORBIDDEN',
    message: `The source ${JSON.stringify(name.slice(0, 300))} lies where this server may not read.`,
    hint: 'Name its host or its bucket in SOURCE_HOSTS, or copy the file into the library.',
  });
}
