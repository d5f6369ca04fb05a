import { splitOwnedId, splitOwnedPath } from '../contract/owned-name.ts';
import type { Principal } from '../contract/principal.ts';
import type { Shares } from './shares/ports.ts';

/** What one viewer may see and change of the things of all owners, which are named by their inner names. */
export interface Sight {
  readonly maySeeExport: (key: string) => boolean;
  /** Whether an export stands in the viewer's list: theirs, and those of projects shared with them. */
  readonly isListed: (key: string) => boolean;
  /** Stop it, make it again, remove it: whoever pressed the button, and administrators. */
  readonly mayChangeExport: (key: string) => boolean;
  /** Whether a source that somebody owns may be read. */
  readonly maySeeSource: (path: string) => boolean;
  readonly mayRemoveSource: (path: string) => boolean;
  readonly maySeeProject: (key: string) => boolean;
  readonly mayEditProject: (key: string) => boolean;
  readonly mayRemoveProject: (key: string) => boolean;
  /** Learns what has been shared meanwhile, by any process. */
  readonly refresh: () => Promise<void>;
}

/** Administrators act for everybody. */
export function sightOf({ id, isAdministrator }: Principal, shares: Shares): Sight {
  const owns = ({ owner }: { readonly owner: string }) => isAdministrator || owner === id;
  const ownsId = (key: string) => owns(splitOwnedId(key));
  return {
    maySeeExport: (key) => ownsId(key) || shares.exportsSeenBy(id).has(key),
    isListed: (key) => splitOwnedId(key).owner === id || shares.exportsSeenBy(id).has(key),
    mayChangeExport: ownsId,
    maySeeSource: (path) => owns(splitOwnedPath(path)) || shares.sourcesSeenBy(id).has(path),
    mayRemoveSource: (path) => owns(splitOwnedPath(path)),
    maySeeProject: (key) => ownsId(key) || shares.levelOf(id, key) !== undefined,
    mayEditProject: (key) => ownsId(key) || shares.levelOf(id, key) === 'edit',
    mayRemoveProject: ownsId,
    refresh: shares.refresh,
  };
}
