import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A program that may be started, or the system's reason why not. */
export type ExecutableLookup =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly code: 'ENOENT' | 'EACCES' };

/**
 * Looks a program up as `execvp` does. Done by us before the spawn, because behind a wrapper a program that is
 * missing looks like one that exited with 127.
 */
export function findExecutable(
  file: string,
  where: { searchPath: string; cwd?: string | undefined },
): ExecutableLookup {
  if (file.includes('/')) return judge(resolve(where.cwd ?? '.', file));
  let code: 'ENOENT' | 'EACCES' = 'ENOENT';
  for (const folder of where.searchPath.split(':')) {
    if (folder === '') continue;
    const lookup = judge(join(folder, file));
    if (lookup.kind === 'found') return lookup;
    if (lookup.code === 'EACCES') code = 'EACCES';
  }
  return { kind: 'missing', code };
}

function judge(path: string): ExecutableLookup {
  try {
    if (!statSync(path).isFile()) return { kind: 'missing', code: 'EACCES' };
    accessSync(path, constants.X_OK);
    return { kind: 'found', path };
  } catch (error) {
    const isDenied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    return { kind: 'missing', code: isDenied ? 'EACCES' : 'ENOENT' };
  }
}
