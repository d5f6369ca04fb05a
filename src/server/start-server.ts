import { openChildren } from '../children/open-children.ts';
import { ProblemError } from '../contract/problems.ts';
import { createSpaceShares } from '../disk/space-shares.ts';
import type { CloseableRuntime, CloseReason, RuntimeHooks } from './runtime/runtime-types.ts';
import { childRecordsOf, childrenOptionsOf } from './settings/children-options.ts';
import { composeServer } from './compose-server.ts';
import type { ServerConfig } from './settings/config.ts';
import { drain } from './drain.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import type { RunningAccounts } from './door/access/running-accounts.ts';
import { noteChild } from './metrics/note-child.ts';
import { noteExports } from './metrics/note-exports.ts';
import { hasOwners, ownersFolderOf } from './runtime/owners/owner-folders.ts';
import { openOwnedUploads, type OwnedUploads } from './runtime/owners/owned-uploads.ts';
import type { ServerOptions } from './server-options.ts';

export interface RunningServer {
  /** With the port that was given, for port 0. */
  readonly url: string;
  /** Ends the server as `drain` says. Further calls answer with the first. */
  readonly close: (reason: CloseReason) => Promise<void>;
}

/**
 * Builds and starts the one server: API, sockets and pages on one port. Rejects with a `ProblemError` where
 * the port or the folder is taken; nothing is left running then.
 */
export async function startServer(config: ServerConfig, options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const metrics = createMetrics();
  const children = openChildren({
    ...childrenOptionsOf(config),
    folder: config.mediaBasePath,
    recordsFolder: childRecordsOf(config),
    onEnded: (end) => noteChild(end, metrics, log),
  });
  const hooks = hooksOf({ log, metrics, children });
  const runtime = await options.buildRuntime(config, hooks);
  let uploads: OwnedUploads | undefined;
  let accounts: RunningAccounts | undefined;
  let closing: Promise<void> | undefined;
  const isDraining = (): boolean => closing !== undefined;
  try {
    uploads = await openUploadsOf(config, options, { hooks, runtime });
    accounts = await options.openAccounts?.(config, log);
    const base = { config, options, metrics, runtime, uploads, accounts, isDraining };
    const { http, sockets, pages } = await composeServer(base);
    const port = await http.listen(config.port, config.host);
    const url = `http://${urlHostOf(config.host)}:${port}`;
    await pages?.warmUp(url);
    const stopWork = (reason: CloseReason) => async () => {
      await Promise.all([runtime.close(reason), uploads?.close()]);
      await accounts?.close();
      await children.close('shutdown');
    };
    return {
      url,
      close: (reason) => {
        closing ??= drain({ stopWork: stopWork(reason), sockets, http, pages, log }).finally(metrics.close);
        return closing;
      },
    };
  } catch (error) {
    await uploads?.close();
    await accounts?.close();
    await runtime.close('crash');
    await children.close('shutdown');
    metrics.close();
    throw isAddressInUse(error) ? portTaken(config, error) : error;
  }
}

function hooksOf({ log, metrics, children }: HookParts) {
  const { onUploads } = metrics.hooks;
  return { onNotice: noteExports(log, metrics.hooks), onUploads, children, log, shares: createSpaceShares() };
}

interface HookParts {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly children: ReturnType<typeof openChildren>;
}

/** The uploads of each owner, within their limits where people are told apart. */
async function openUploadsOf(
  config: ServerConfig,
  { buildUploads }: ServerOptions,
  { hooks, runtime }: { readonly hooks: RuntimeHooks; readonly runtime: CloseableRuntime },
): Promise<OwnedUploads | undefined> {
  if (buildUploads === undefined) return undefined;
  const { footage, owned, shelfOf } = runtime;
  const { requireUpload } = owned.limits;
  return openOwnedUploads({
    open: (owner) => buildUploads(config, hooks, { footage, owner, requireUpload, shelf: shelfOf?.(owner) }),
    ownersFolder: hasOwners(config) ? ownersFolderOf(config) : undefined,
  });
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portTaken({ host, port }: ServerConfig, cause: unknown): ProblemError {
  const problem = {
    code: 'NOT_READY',
    message: `Another program listens on ${host}, port ${port}.`,
    hint: 'Stop it, or set PORT to another number.',
  } as const;
  return new ProblemError(problem, { cause });
}

/** A host that a browser on this machine can open. */
function urlHostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
