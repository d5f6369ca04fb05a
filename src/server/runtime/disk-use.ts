import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskUse } from '../../contract/footage/disk-use.ts';
import { freeBytes } from '../../disk/disk-space.ts';
import { measureFolder } from '../../owners/limits/measure-folder.ts';
import type { ServerConfig } from '../settings/config.ts';
import { ownersFolderOf } from './owners/owner-folders.ts';

/** Whoever asks again before so many times the time that looking took has gone by is told what was found then. */
const restTimes = 10;

/** Finds out what lies in `MEDIA_BASE_PATH`, of all owners together. */
export function createDiskUse(config: Pick<ServerConfig, 'mediaBasePath'>): () => Promise<DiskUse> {
  let last: Promise<DiskUse> | undefined;
  let goodUntil = Infinity;
  return () => {
    if (last && performance.now() < goodUntil) return last;
    const began = performance.now();
    // While it is being looked at, all who ask wait for the same.
    goodUntil = Infinity;
    last = measureDisk(config).finally(() => {
      goodUntil = performance.now() + restTimes * (performance.now() - began);
    });
    return last;
  };
}

async function measureDisk(config: Pick<ServerConfig, 'mediaBasePath'>): Promise<DiskUse> {
  const base = config.mediaBasePath;
  const ownersFolder = ownersFolderOf(config);
  const owners = await readdir(ownersFolder).catch(() => []);
  const ofAll = async (kind: string): Promise<number> => {
    const folders = [join(base, kind), ...owners.map((owner) => join(ownersFolder, owner, kind))];
    const sizes = await Promise.all(folders.map((folder) => measureFolder(folder)));
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  };
  const [sourceBytes, exportBytes, uploadBytes, previewBytes, chunkBytes, free] = await Promise.all([
    ofAll('sources'),
    ofAll('exports'),
    ofAll('uploads'),
    measureFolder(join(base, 'proxies')),
    measureFolder(join(base, 'chunks')),
    freeBytes(base).catch(() => null),
  ]);
  return { sourceBytes, exportBytes, uploadBytes, previewBytes, chunkBytes, freeBytes: free };
}
