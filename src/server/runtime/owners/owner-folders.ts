import { join, resolve, sep } from 'node:path';
import { soleAdministrator } from '../../../contract/principal.ts';
import { ProblemError } from '../../../contract/problems.ts';
import type { SourceRoots } from '../../../media/library/resolve-source.ts';
import type { ServerConfig } from '../../settings/config.ts';

type Base = Pick<ServerConfig, 'mediaBasePath'>;

/** Whether people are told apart, each with folders of their own. */
export function hasOwners({ accounts }: Pick<ServerConfig, 'accounts'>): boolean {
  return accounts !== undefined;
}

/** The folder that holds a folder for each owner but the first. */
export function ownersFolderOf({ mediaBasePath }: Base): string {
  return join(mediaBasePath, 'users');
}

/** Where an owner's things of a kind lie. Those of the first administrator lie where they lie without accounts. */
export function ownerFolderOf(
  config: Base,
  owner: string,
  kind: 'sources' | 'projects' | 'uploads' | 'exports',
): string {
  if (owner === soleAdministrator.id) return join(config.mediaBasePath, kind);
  return join(ownersFolderOf(config), owner, kind);
}

/** Where sources may lie. */
export function rootsOf(config: ServerConfig): SourceRoots {
  const roots = { library: join(config.mediaBasePath, 'sources'), extra: config.mediaRoots };
  return hasOwners(config) ? { ...roots, owners: ownersFolderOf(config) } : roots;
}

/** Throws where a folder that all may read holds what belongs to single owners. */
export function requireApartRoots({ mediaBasePath, mediaRoots }: ServerConfig): void {
  const base = resolve(mediaBasePath) + sep;
  const bad = mediaRoots.find(
    (root) => base.startsWith(resolve(root) + sep) || (resolve(root) + sep).startsWith(base),
  );
  if (bad === undefined) return;
  throw new ProblemError({
    code: 'NOT_READY',
    message: `MEDIA_ROOTS names ${bad}, which everybody with an account may read, and MEDIA_BASE_PATH (${mediaBasePath}) lies in it or holds it.`,
    hint: 'Name folders apart from MEDIA_BASE_PATH.',
  });
}
