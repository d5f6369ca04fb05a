import { join } from 'node:path';
import type { RunningExports } from '../../jobs/operations/create-exports.ts';
import type { Recovery } from '../../jobs/operations/recover-exports.ts';
import { soleAdministrator } from '../../contract/principal.ts';
import type { ServerConfig } from '../settings/config.ts';
import { openLimitStore, type LimitStore } from '../../owners/limits/limit-store.ts';
import { openLimits, type LimitsOptions, type OwnerLimits } from '../../owners/limits/open-limits.ts';
import { removeOutlived } from '../../owners/limits/remove-outlived.ts';
import { isFileIn } from '../../media/library/resolve-source.ts';
import { acceptingExports, addingOutputs } from './accept-exports.ts';
import { createDiskUse } from './disk-use.ts';
import { hasOwners, ownerFolderOf } from './owners/owner-folders.ts';
import { openServerExports } from './open-exports.ts';
import { everyExport } from './tell-webhooks.ts';
import { createOwnerProjects } from './owners/owner-projects.ts';
import type { CloseableRuntime, CloseReason, RuntimeHooks } from './runtime-types.ts';
import type { RuntimeParts } from './runtime-parts.ts';

/** How often finished exports are looked through for expired ones. */
const retentionCheckMs = 10 * 60_000;

/**
 * Joins the exports to the parts that do their work, and picks up where the last server on this folder
 * stopped. Rejects with a `ProblemError` where another server holds the folder.
 */
export async function assembleRuntime(
  config: ServerConfig,
  parts: RuntimeParts,
  hooks: RuntimeHooks,
): Promise<CloseableRuntime> {
  const { render, leftovers, close, admit, keepIfTaken, machine, outputs, libraries, ...rest } = parts;
  const limitStore = openLimitStore(join(config.mediaBasePath, 'limits'), config.userLimits);
  const opened = await openServerExports(
    config,
    { render, leftovers, checkConfig: rest.checkConfig, limitStore, outputs, ...(machine && { machine }) },
    { ...hooks, onSeen: (notice) => hooks.onSeen?.(notice) },
  );
  const { exports, webhooks } = opened;
  logRecovery(await exports.recover(), hooks);
  await webhooks.start({ [Symbol.iterator]: () => everyExport(exports) });
  const allProjects = createOwnerProjects(config, hooks);
  // Damaged ones are named in the log at the start, not when somebody happens to look.
  await allProjects.of(soleAdministrator.id).list();
  const retention = startRetention({ exports, limitStore }, config, hooks);
  return {
    ...rest,
    exports,
    accept: acceptingExports(exports, { admit, keepIfTaken, webhooks }),
    addOutput: addingOutputs(exports, { admit, keepIfTaken }),
    projects: allProjects.of(soleAdministrator.id),
    shelfOf: shelvesOf(config, libraries),
    owned: {
      ...rest.owned,
      projectsOf: allProjects.of,
      limitStore,
      limits: ownerLimits(config, { store: limitStore, exports, outputs, libraries }),
    },
    webhooks,
    workers: opened.workers,
    readiness: async () => {
      const reasons = [...opened.complaints(), ...(await rest.readiness()).reasons];
      return { isReady: reasons.length === 0, reasons };
    },
    counts: exports.counts,
    diskUse: createDiskUse(config),
    waitingWork: exports.waitingWork,
    close: async (reason) => {
      clearInterval(retention);
      await exports.drain(closeSentence(reason));
      await Promise.all([allProjects.idle(), webhooks.close()]);
      await opened.close();
      await close?.();
    },
  };
}

/** Where finished uploads go that do not go into folders. */
function shelvesOf(config: ServerConfig, libraries: RuntimeParts['libraries']): CloseableRuntime['shelfOf'] {
  return (owner) => {
    const folder = ownerFolderOf(config, owner, 'sources');
    return libraries?.shelfOf(owner, (name) => isFileIn(folder, name));
  };
}

function ownerLimits(
  config: ServerConfig,
  {
    store,
    exports,
    outputs,
    libraries,
  }: Pick<RuntimeParts, 'outputs' | 'libraries'> & Omit<LimitsOptions, 'folderOf' | 'elsewhere'>,
): OwnerLimits {
  return openLimits({
    ...{ store, exports, folderOf: (owner, kind) => ownerFolderOf(config, owner, kind) },
    elsewhere: async (owner) => ({
      exportBytes: (await outputs?.bytesOf(owner)) ?? 0,
      sourceBytes: (await libraries?.bytesOf(owner)) ?? 0,
    }),
  });
}

function logRecovery(recovery: Recovery, { log }: RuntimeHooks): void {
  const { damaged, ...found } = recovery;
  if (found.loaded > 0) log.info(found, 'picked up where the last server stopped');
  for (const entry of damaged)
    log.warn(
      { ...entry },
      'an export folder cannot be used; `movedTo` says where it lies now, if it was moved',
    );
}

function startRetention(
  { exports, limitStore }: { readonly exports: RunningExports; readonly limitStore: LimitStore },
  config: ServerConfig,
  { log }: RuntimeHooks,
): NodeJS.Timeout {
  const sweep = (): void => {
    exports.removeExpired(Date.now()).then(
      (ids) => {
        if (ids.length > 0)
          log.info({ jobIds: ids, hours: config.retentionHours }, 'expired exports removed');
      },
      (error: unknown) => log.error({ err: error }, 'looking for expired exports failed'),
    );
    if (!hasOwners(config)) return;
    removeOutlived(exports, limitStore, Date.now()).then(
      (jobIds) =>
        jobIds.length > 0 && log.info({ jobIds }, 'exports beyond the limits of their owners removed'),
      (error: unknown) => log.error({ err: error }, 'looking for exports beyond limits failed'),
    );
  };
  const timer = setInterval(sweep, retentionCheckMs);
  timer.unref();
  sweep();
  return timer;
}

function closeSentence(reason: CloseReason): string {
  return reason === 'shutdown'
    ? 'The server was shut down; the export goes on when it is back.'
    : 'The server had to stop; the export goes on when it is back.';
}
