import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Runtime } from '../../../api/runtime.ts';
import { openHouseClaim } from '../../../owners/claim-house.ts';
import { createDiskMeter } from '../../../owners/limits/measure-disk.ts';
import { openOwners, pathOfFileIn, type Owners } from '../../../owners/open-owners.ts';
import { openShares } from '../../../owners/shares/open-shares.ts';
import type { RunningAccounts } from '../../door/access/running-accounts.ts';
import type { ServerConfig } from '../../settings/config.ts';
import { ownersFolderOf, requireApartRoots } from './owner-folders.ts';
import type { OwnedThings } from '../runtime-types.ts';

/** What stands behind the door of a server with accounts. Throws where its folders would let people see each other's. */
export function openServerOwners(
  config: ServerConfig,
  {
    runtime,
    owned,
    accounts,
  }: { readonly runtime: Runtime; readonly owned: OwnedThings; readonly accounts: RunningAccounts },
): Owners {
  requireApartRoots(config);
  const { projectsOf } = owned;
  const shares = openShares({ folder: join(config.mediaBasePath, 'shares'), projectsOf });
  const claim = openHouseClaim(join(config.mediaBasePath, 'users', 'first-administrator.json'));
  const parts = {
    ...{ runtime, shares, claim, ...owned },
    ...{ people: accounts.people, own: accounts.own, desk: accounts.desk, noteAudit: accounts.noteAudit },
    secret: accounts.secret,
    measureDisk: createDiskMeter(config.mediaBasePath),
    sharedFolders: config.mediaRoots,
    pathOfFile: pathOfFileIn({
      library: realFolder(join(config.mediaBasePath, 'sources')),
      owners: realFolder(ownersFolderOf(config)),
    }),
  };
  return openOwners(parts);
}

/** Sources are known by their real paths. */
function realFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
}
