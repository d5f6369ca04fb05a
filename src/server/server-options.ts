import type { UploadsOf } from './runtime/build-uploads.ts';
import type { CloseableRuntime, RuntimeHooks } from './runtime/runtime-types.ts';
import type { ServerConfig } from './settings/config.ts';
import type { Limits } from './http/limits.ts';
import type { Log } from './log.ts';
import type { RunningAccounts } from './door/access/running-accounts.ts';
import type { Uploads } from '../uploads/open-uploads.ts';

export interface ServerOptions {
  readonly buildRuntime: (config: ServerConfig, hooks: RuntimeHooks) => Promise<CloseableRuntime>;
  readonly log: Log;
  /** Where Next finds its pages; a server without them starts in milliseconds. */
  readonly pages?: { readonly isDev: boolean; readonly folder: string };
  /** Opens whoever answers `/api/upload`, once the folder is ours; bodies reach it unread. */
  readonly buildUploads?: (config: ServerConfig, hooks: RuntimeHooks, of: UploadsOf) => Promise<Uploads>;
  /** Opens the accounts, where the settings ask for them, once the folder is ours. */
  readonly openAccounts?: (config: ServerConfig, log: Log) => Promise<RunningAccounts | undefined>;
  readonly limits?: Partial<Limits>;
}
