import { join } from 'node:path';
import { openUploads, type Uploads } from '../uploads/open-uploads.ts';
import type { ServerConfig } from './config.ts';
import type { RuntimeHooks } from './start-server.ts';

/** Opens the uploads of a server, from its configuration. Whoever calls it closes it. */
export function buildUploads(
  config: ServerConfig,
  { log, shares, children }: RuntimeHooks,
): Promise<Uploads> {
  return openUploads({
    folder: join(config.mediaBasePath, 'uploads'),
    library: join(config.mediaBasePath, 'sources'),
    children,
    reserveBytes: config.diskReserveBytes,
    shares,
    maxBytes: config.uploadLimitBytes,
    expiryMs: config.uploadExpiryHours * 3_600_000,
    onPublished: (filePath) => log.info({ filePath }, 'a file was uploaded into the library'),
    onExpired: (ids) =>
      log.info({ ids, hours: config.uploadExpiryHours }, 'uploads that nobody went on with were deleted'),
    onUnexpected: (err) => log.error({ err }, 'an upload met a bug'),
  });
}
