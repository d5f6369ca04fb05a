import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes, the record, and a record that was being written. */
const filePattern = /^([0-9a-f]{32})(\.json(\.tmp)?)?$/;

/**
 * Deletes what belongs to uploads on which nothing has happened for `expiryMs`, and answers with their ids.
 * Files that are no upload's are left alone; `beforeDeleted` is told of each.
 */
export async function sweepUploads(
  folder: string,
  expiryMs: number,
  beforeDeleted: (id: string) => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  const byId = new Map<string, { readonly paths: string[]; latestMs: number }>();
  for (const name of await readdir(folder)) {
    const id = filePattern.exec(name)?.[1];
    if (id === undefined) continue;
    const path = join(folder, name);
    const changedMs = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
    const upload = byId.get(id) ?? { paths: [], latestMs: 0 };
    upload.paths.push(path);
    upload.latestMs = Math.max(upload.latestMs, changedMs);
    byId.set(id, upload);
  }
  const expired = [...byId].filter(([, { latestMs }]) => Date.now() - latestMs > expiryMs);
  for (const [id, { paths }] of expired) {
    await beforeDeleted(id);
    for (const path of paths) await rm(path, { force: true });
  }
  return expired.map(([id]) => id);
}
