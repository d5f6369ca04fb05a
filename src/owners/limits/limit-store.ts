import { join } from 'node:path';
import { z } from 'zod';
import { principalIdPattern } from '../../contract/principal.ts';
import { userLimitsSchema, type UserLimits } from '../../contract/user-limits.ts';
import { maxRecordBytes, readSmallFile } from '../../disk/read-small-file.ts';
import { storeFs, syncFolder } from '../../disk/store-fs.ts';
import { writeFileAtomically } from '../../disk/write-file-atomically.ts';
import { parseJson } from '../../shared/parse-json.ts';

const fileSchema = z.object({ schemaVersion: z.literal(1), limits: userLimitsSchema });

/** The limits of each owner: those that were set for them, else those of all. */
export interface LimitStore {
  readonly of: (owner: string) => UserLimits;
  readonly hasOwn: (owner: string) => boolean;
  /** Undefined goes back to those of all. */
  readonly set: (owner: string, limits: UserLimits | undefined) => Promise<void>;
}

/** How long what was read is believed: another process may have set them. */
const freshMs = 2_000;

/** `folder` is absolute, and made when limits are set first. */
export function openLimitStore(folder: string, ofAll: UserLimits): LimitStore {
  const known = new Map<string, { readonly limits: UserLimits | undefined; readonly readAt: number }>();
  const pathOf = (owner: string): string => {
    if (!principalIdPattern.test(owner)) throw new Error('limits are of principals');
    return join(folder, `${owner}.json`);
  };
  const own = (owner: string): UserLimits | undefined => {
    const found = known.get(owner);
    if (found && performance.now() - found.readAt < freshMs) return found.limits;
    const limits = readLimits(pathOf(owner));
    known.set(owner, { limits, readAt: performance.now() });
    return limits;
  };
  return {
    of: (owner) => own(owner) ?? ofAll,
    hasOwn: (owner) => own(owner) !== undefined,
    set: async (owner, limits) => {
      await storeFs.mkdir(folder, { recursive: true });
      const text = `${JSON.stringify({ schemaVersion: 1, limits }, null, 2)}\n`;
      if (limits) await writeFileAtomically(storeFs, pathOf(owner), text);
      else await storeFs.rm(pathOf(owner), { force: true }).then(() => syncFolder(storeFs, folder));
      known.delete(owner);
    },
  };
}

function readLimits(path: string): UserLimits | undefined {
  const file = readSmallFile(path, maxRecordBytes);
  if (!file.isOk) return undefined;
  return fileSchema.safeParse(parseJson(file.text)).data?.limits;
}
