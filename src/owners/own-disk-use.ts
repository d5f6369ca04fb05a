import type { AccountPort } from '../api/runtime.ts';
import type { DiskUse } from '../contract/footage/disk-use.ts';

/** What of the disk is one user's own; previews and finished pieces count for nobody. */
export async function ownDiskUse(account: Pick<AccountPort, 'usage'>): Promise<DiskUse> {
  const { used, limits } = await account.usage();
  const { sourceBytes, exportBytes, uploadBytes, storedBytes } = used;
  const free = limits.storedBytes === null ? null : Math.max(0, limits.storedBytes - storedBytes);
  return { sourceBytes, exportBytes, uploadBytes, previewBytes: 0, chunkBytes: 0, freeBytes: free };
}
