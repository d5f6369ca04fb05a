import { soleAdministrator } from '../../contract/principal.ts';
import type { FootageCheck } from '../../media/reading/tools.ts';
import type { OwnerLimits } from '../../owners/limits/open-limits.ts';
import type { UploadShelf } from '../../uploads/upload-shelf.ts';
import { openUploads, type Uploads } from '../../uploads/open-uploads.ts';
import type { ServerConfig } from '../settings/config.ts';
import { hasOwners, ownerFolderOf } from './owners/owner-folders.ts';
import type { RuntimeHooks } from './runtime-types.ts';

export interface UploadsOf {
  readonly footage: FootageCheck;
  readonly owner: string;
  /** Undefined where finished uploads go into the owner's folder. */
  readonly shelf?: UploadShelf | undefined;
  /** Throws where the owner may not upload this. */
  readonly requireUpload?: OwnerLimits['requireUpload'] | undefined;
}

/** Opens the uploads of one owner, from its configuration. Whoever calls it closes it. */
export function buildUploads(
  config: ServerConfig,
  { log, shares, onUploads }: RuntimeHooks,
  { footage, owner, requireUpload, shelf }: UploadsOf,
): Promise<Uploads> {
  const whose = owner === soleAdministrator.id ? {} : { owner };
  return openUploads({
    folder: ownerFolderOf(config, owner, 'uploads'),
    library: ownerFolderOf(config, owner, 'sources'),
    shelf,
    footage,
    reserveBytes: config.diskReserveBytes,
    tellsFree: owner === soleAdministrator.id,
    shares,
    maxBytes: config.uploadLimitBytes,
    ...(requireUpload && hasOwners(config) && { requireAllowed: (upload) => requireUpload(owner, upload) }),
    expiryMs: config.uploadExpiryHours * 3_600_000,
    onPublished: (filePath) => {
      onUploads?.('published', 1);
      log.info({ filePath, ...whose }, 'a file was uploaded into the library');
    },
    onExpired: (ids) => {
      onUploads?.('expired', ids.length);
      const hours = config.uploadExpiryHours;
      log.info({ ids, ...whose, hours }, 'uploads that nobody went on with were deleted');
    },
    onUnexpected: (err) => log.error({ err }, 'an upload met a bug'),
  });
}
