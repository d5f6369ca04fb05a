import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { ProblemError } from '../../contract/problems.ts';

/** The folders that sources may lie in. */
export interface SourceRoots {
  /** Relative paths of configs start here. */
  readonly library: string;
  /** More folders; absolute paths must lie inside one of them. */
  readonly extra: readonly string[];
}

/**
 * The real, absolute path of a source that a config names. Symbolic links are followed first: what they lead
 * to must lie inside an allowed folder too. Throws a `ProblemError` that never tells whether a forbidden
 * file exists.
 */
export async function resolveSource(filePath: string, roots: SourceRoots): Promise<string> {
  const wanted = isAbsolute(filePath) ? resolve(filePath) : resolve(roots.library, filePath);
  const allowed = isAbsolute(filePath) ? [roots.library, ...roots.extra] : [roots.library];
  if (filePath.includes('\0') || !allowed.some((root) => isInside(wanted, resolve(root))))
    throw forbidden(filePath);
  const real = await realPathOf(wanted, filePath);
  const realRoots = await Promise.all([roots.library, ...roots.extra].map(realRoot));
  if (!realRoots.some((root) => root !== undefined && isInside(real, root))) throw forbidden(filePath);
  const info = await stat(real).catch(() => undefined);
  if (!info?.isFile()) throw notFound(filePath);
  return real;
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
