import { randomUUID } from 'node:crypto';
import { link, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { principalIdPattern, soleAdministrator, type Principal } from '../contract/principal.ts';
import { maxRecordBytes, readSmallFile } from '../disk/read-small-file.ts';
import { errorCode, storeFs, syncFolder } from '../disk/store-fs.ts';
import { writeFileDurably } from '../disk/write-file-atomically.ts';
import { parseJson } from '../shared/parse-json.ts';

const claimSchema = z.object({
  schemaVersion: z.literal(1),
  principalId: z.string().regex(principalIdPattern),
});

/**
 * Whose is what was there before there were accounts: of the first administrator who comes. Nothing is moved for it: a
 * file says who that is, and everything stays where it lies, also for a server that is started without accounts again.
 * The file appears whole or not at all, and is never replaced; whatever is interrupted here is done again.
 */
export interface HouseClaim {
  /** The principal as the owner of things: the first administrator owns what was there. */
  readonly asOwner: (principal: Principal) => Promise<Principal>;
  /** The id under which an account owns things. */
  readonly ownerIdOf: (accountId: string) => string;
  /** The account that owns things under this id; undefined where nobody does yet. */
  readonly accountIdOf: (ownerId: string) => string | undefined;
}

/** `path` is absolute, of the file that says who has claimed it. */
export function openHouseClaim(path: string): HouseClaim {
  let holder = readClaim(path);
  let claiming: Promise<void> | undefined;
  const claim = async (principalId: string): Promise<void> => {
    await placeOnce(path, { schemaVersion: 1, principalId });
    holder = readClaim(path);
    if (holder === undefined) throw new Error(`${path} does not say who owns what was there before accounts`);
  };
  const ownerIdOf = (accountId: string) => (accountId === holder ? soleAdministrator.id : accountId);
  return {
    ownerIdOf,
    accountIdOf: (ownerId) => (ownerId === soleAdministrator.id ? holder : ownerId),
    asOwner: async (principal) => {
      // Another process may have let the first one in.
      holder ??= readClaim(path);
      if (holder === undefined && principal.isAdministrator)
        await (claiming ??= claim(principal.id).finally(() => (claiming = undefined)));
      return { ...principal, id: ownerIdOf(principal.id) };
    },
  };
}

function readClaim(path: string): string | undefined {
  const file = readSmallFile(path, maxRecordBytes);
  if (!file.isOk) return undefined;
  return claimSchema.safeParse(parseJson(file.text)).data?.principalId;
}

/** A link never replaces anything: of several that try, one is first, and the others read what it wrote. */
async function placeOnce(path: string, claim: z.infer<typeof claimSchema>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFileDurably(storeFs, draft, `${JSON.stringify(claim)}\n`);
  try {
    await link(draft, path);
    await syncFolder(storeFs, dirname(path));
  } catch (thrown) {
    if (errorCode(thrown) !== 'EEXIST') throw thrown;
  } finally {
    await storeFs.rm(draft, { force: true });
  }
}
