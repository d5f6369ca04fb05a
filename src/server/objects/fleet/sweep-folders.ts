import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** An export that is being taken has a folder before anybody else knows of it. */
const freshMs = 3_600_000;

/** What all machines know of an export. */
export interface KnownExport {
  readonly isThere: boolean;
  /** Of the attempt that has it now; undefined where none has. */
  readonly attemptToken: string | undefined;
}

/**
 * Deletes what is left on this machine of exports that are gone, which are removed by whichever server is asked, and of
 * attempts that have ended with their worker.
 */
export async function sweepFolders(
  folder: string,
  look: (name: string) => Promise<KnownExport>,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (!info?.isDirectory() || name.startsWith('.')) continue;
    const partials = join(path, 'partial');
    const begun = await readdir(partials).catch(() => []);
    const isFresh = Date.now() - info.mtimeMs < freshMs;
    if (isFresh && begun.length === 0) continue;
    const { isThere, attemptToken } = await look(name);
    if (!isThere && !isFresh) await rm(path, { recursive: true, force: true });
    for (const token of begun)
      if (token !== attemptToken) await rm(join(partials, token), { recursive: true, force: true });
  }
}
