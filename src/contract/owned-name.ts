import { exportIdPattern, namedIdPattern } from './config/config-limits.ts';
import { principalIdPattern, soleAdministrator } from './principal.ts';

/**
 * How things of several owners are told apart by their names. What was there before there were accounts, and all that
 * their first administrator makes, has its plain name. A thing of anybody else is `owner~id` (exports, projects) or
 * `~owner/path` (sources) inside; its owner sees the plain name, whoever else may see it the whole one.
 */
const house = soleAdministrator.id;
const ownedPattern = /^([A-Za-z0-9_-]{1,64})~(.*)$/s;
const ownedPathPattern = /^~([A-Za-z0-9_-]{1,64})\/(.*)$/s;

export interface OwnedName {
  readonly owner: string;
  /** As the owner writes it. */
  readonly name: string;
}

/** Whose thing an inner id names, and what its owner calls it. */
export function splitOwnedId(key: string): OwnedName {
  const [, owner, name] = ownedPattern.exec(key) ?? [];
  return owner === undefined || name === undefined ? { owner: house, name: key } : { owner, name };
}

/** Whether a path names something in nobody's folder: by an absolute path, or by an address. */
export function liesOutside(path: string): boolean {
  return path.startsWith('/') || /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** Whose source an inner path names; absolute paths are nobody's. */
export function splitOwnedPath(path: string): OwnedName {
  const [, owner, name] = ownedPathPattern.exec(path) ?? [];
  return owner === undefined || name === undefined ? { owner: house, name: path } : { owner, name };
}

/** The inner id of a thing of this owner. */
export function joinOwnedId({ owner, name }: OwnedName): string {
  return owner === house ? name : `${owner}~${name}`;
}

/** The inner path of a source of this owner. */
export function joinOwnedPath({ owner, name }: OwnedName): string {
  return owner === house ? name : `~${owner}/${name}`;
}

/** Names as one viewer writes and reads them. */
export interface ViewerNames {
  readonly viewer: string;
  /** The inner id of what the viewer names; undefined for a text that names nothing. */
  readonly idIn: (name: string) => string | undefined;
  readonly idOut: (key: string) => string;
  /** The inner path of a source that the viewer names. */
  readonly pathIn: (path: string) => string;
  readonly pathOut: (path: string) => string;
  /** Sentences, and whole values that are plain JSON, with the viewer's own things by their plain names. */
  readonly wordsOut: <Value>(value: Value) => Value;
}

/** `viewer` is the id of a principal. */
export function namesFor(viewer: string): ViewerNames {
  if (!principalIdPattern.test(viewer)) throw new Error('the id of a principal names no folder');
  const isMine = (owner: string) => owner === viewer;
  return {
    viewer,
    idIn: (text) => {
      if (!namedIdPattern.test(text)) return undefined;
      const [, owner = viewer, name = text] = ownedPattern.exec(text) ?? [];
      return exportIdPattern.test(name) ? joinOwnedId({ owner, name }) : undefined;
    },
    idOut: (key) => {
      const { owner, name } = splitOwnedId(key);
      return isMine(owner) ? name : `${owner}~${name}`;
    },
    pathIn: (path) => {
      if (liesOutside(path)) return path;
      const [, owner = viewer, name = path] = ownedPathPattern.exec(path) ?? [];
      return joinOwnedPath({ owner, name });
    },
    pathOut: (path) => {
      if (liesOutside(path)) return path;
      const { owner, name } = splitOwnedPath(path);
      return isMine(owner) ? name : `~${owner}/${name}`;
    },
    wordsOut: (value) => (viewer === house ? value : withoutOwner(value, viewer)),
  };
}

function withoutOwner<Value>(value: Value, owner: string): Value {
  if (value === undefined) return value;
  const text = JSON.stringify(value);
  // What is said of a thing says it in words, too: in messages, in addresses, in lists of sources.
  const plain = text.replaceAll(`~${owner}/`, '').replaceAll(`${owner}~`, '');
  return plain === text ? value : (JSON.parse(plain) as Value);
}
