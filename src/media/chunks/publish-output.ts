import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncPath } from '../../disk/sync-path.ts';

/**
 * Makes a finished file appear under its name, whole or not at all, also after a power cut. `mayPublish` is asked last
 * of all, and throws where it may not: nothing of this process comes between its answer and the file.
 */
export async function publishOutput(
  temporary: string,
  path: string,
  mayPublish: () => void = () => undefined,
): Promise<void> {
  await syncPath(temporary);
  mayPublish();
  renameSync(temporary, path);
  await syncPath(dirname(path));
}
