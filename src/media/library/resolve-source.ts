import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { splitOwnedPath } from '../../contract/owned-name.ts';
import { soleAdministrator } from '../../contract/principal.ts';
import { ProblemError } from '../../contract/problems.ts';
import { remoteFolders } from '../../disk/remote-files.ts';
import { sourceFailure } from '../reading/identity/source-failure.ts';

/** The folders that sources may lie in. */
export interface SourceRoots {
  /** Relative paths of configs start here. */
  readonly library: string;
  /** More folders; absolute paths must lie inside one of them. */
  readonly extra: readonly string[];
  /** `~owner/path` names a file in `{owners}/{owner}/sources`; undefined where nobody is told apart. */
  readonly owners?: string | undefined;
  /** Where files that lie elsewhere are kept as far as they were needed; left out where there are none. */
  readonly cache?: string;
}

/**
 * The real, absolute path of a source that a config names. Symbolic links are followed first: what they lead
 * to must lie inside an allowed folder too. Throws a `ProblemError` that never tells whether a forbidden
 * file exists.
 */
export async function resolveSource(filePath: string, roots: SourceRoots): Promise<string> {
  const remote = await adoptRemote(filePath, roots);
  if (remote !== undefined) return remote;
  const { library, path } = libraryOf(filePath, roots);
  const wanted = isAbsolute(path) ? resolve(path) : resolve(library, path);
  const allowed = isAbsolute(path) ? [library, ...roots.extra] : [library];
  if (filePath.includes('\0') || !allowed.some((root) => isInside(wanted, resolve(root))))
    throw forbidden(filePath);
  const real = await realPathOf(wanted, filePath);
  const realRoots = await Promise.all([library, ...roots.extra].map(realRoot));
  if (!realRoots.some((root) => root !== undefined && isInside(real, root))) throw forbidden(filePath);
  const info = await stat(real).catch(() => undefined);
  if (!info?.isFile()) throw notFound(filePath);
  return real;
}

/** The folder that a path starts from, and the rest of it. */
function libraryOf(filePath: string, { library, owners }: SourceRoots): { library: string; path: string } {
  const { owner, name } = splitOwnedPath(filePath);
  if (owners === undefined || owner === soleAdministrator.id) return { library, path: filePath };
  return { library: join(owners, owner, 'sources'), path: name };
}

/** What lies in the folder of the library is there, whatever the storage holds under the name. */
async function adoptRemote(filePath: string, roots: SourceRoots): Promise<string | undefined> {
  const remote = roots.cache === undefined ? undefined : remoteFolders.of(roots.cache);
  if (!remote || filePath.includes('\0')) return undefined;
  const { library, path } = libraryOf(filePath, roots);
  const isLink = path.includes('://');
  if (!isLink && (await isFileIn(library, path))) return undefined;
  // What lies elsewhere belongs to nobody here; what lies in the storage lies there under its owner's name.
  return remote.adopt(isLink ? path : filePath).catch((error: unknown) => {
    throw sourceFailure(error, JSON.stringify(filePath.replace(/\?.*$/s, ''))) ?? error;
  });
}

/** Whether a name stands for a file in the folder of a library itself. */
export async function isFileIn(library: string, filePath: string): Promise<boolean> {
  return stat(join(library, filePath)).then(
    (info) => info.isFile(),
    () => false,
  );
}

async function realPathOf(path: string, filePath: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES') {
      throw new ProblemError({
        code: 'SOURCE_UNREADABLE',
        message: `The source ${JSON.stringify(filePath)} cannot be read: permission denied.`,
        hint: 'Let the user that runs Cutroom read the file and its folders.',
      });
    }
    throw notFound(filePath);
  }
}

async function realRoot(root: string): Promise<string | undefined> {
  return realpath(root).catch(() => undefined);
}

function isInside(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : join(root, sep));
}

function forbidden(filePath: string): ProblemError {
  return new ProblemError({
    code: 'PATH_FORBIDDEN',
    message: `The source ${JSON.stringify(filePath)} does not lie inside the source library.`,
    hint: 'Use the name of a file in the sources folder, or a path inside a folder of MEDIA_ROOTS.',
  });
}

function notFound(filePath: string): ProblemError {
  return new ProblemError({
    code: 'SOURCE_NOT_FOUND',
    message: `The source ${JSON.stringify(filePath)} does not exist.`,
    hint: 'Upload the file or copy it into the sources folder first.',
  });
}
