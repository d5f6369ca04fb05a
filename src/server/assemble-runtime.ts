import { join } from 'node:path';
import type { Runtime } from '../api/runtime.ts';
import type { ExportConfig } from '../contract/parse-config.ts';
import { problems } from '../contract/problems.ts';
import { createExportQueue } from '../jobs/operations/create-export-queue.ts';
import { createExports, type RunningExports } from '../jobs/operations/create-exports.ts';
import { createFileStore } from '../jobs/file-store/file-store.ts';
import type { Render } from '../jobs/ports.ts';
import type { Leftovers } from '../jobs/operations/recover-exports.ts';
import { createProjects } from '../projects/create-projects.ts';
import { createFileProjectStore } from '../projects/file-store/file-project-store.ts';
import type { Projects } from '../projects/ports.ts';
import type { ExportSpace } from '../render/space/export-space.ts';
import type { ServerConfig } from './config.ts';
import { waitingIn } from './keep-space.ts';
import type { CloseableRuntime, CloseReason, RuntimeHooks } from './start-server.ts';

/** How often finished exports are looked through for expired ones. */
const retentionCheckMs = 10 * 60_000;

/** Everything of a runtime that is not the exports and projects themselves. */
export interface RuntimeParts extends Omit<Runtime, 'exports' | 'projects' | 'counts' | 'accept'> {
  /** Checks whether an export can be rendered and promises space to it; rejects with the reason to refuse it. */
  readonly admit: (config: ExportConfig) => Promise<void>;
  /** See `ExportSpace`. */
  readonly keepIfTaken: ExportSpace['keepIfTaken'];
  readonly render: Render;
  readonly leftovers: Leftovers;
  /** Lets go of what the parts hold (the child pool); called when no export runs any more. */
  readonly close?: () => Promise<void>;
}

/**
 * Joins the exports to the parts that do their work, and picks up where the last server on this folder
 * stopped. Rejects with a `ProblemError` where another server holds the folder.
 */
export async function assembleRuntime(
  config: ServerConfig,
  parts: RuntimeParts,
  hooks: RuntimeHooks,
): Promise<CloseableRuntime> {
  const { render, leftovers, close, admit, keepIfTaken, ...rest } = parts;
  const exports = openExports(config, { render, leftovers }, hooks);
  const { loaded, requeued, completed, cancelled, failed, damaged } = await exports.recover();
  const found = { loaded, requeued, completed, cancelled, failed };
  if (loaded > 0) hooks.log.info(found, 'picked up where the last server stopped');
  for (const entry of damaged)
    hooks.log.warn(
      { ...entry },
      'an export folder cannot be used; `movedTo` says where it lies now, if it was moved',
    );
  const projects = openProjects(config, hooks);
  // Damaged ones are named in the log at the start, not when somebody happens to look.
  await projects.list();
  const retention = startRetention(exports, config, hooks);
  return {
    ...rest,
    exports,
    accept: async (exportConfig) => {
      const { id } = exportConfig;
      if (exports.get(id) === undefined) await admit(exportConfig);
      return keepIfTaken(waitingIn(exports, id), () => exports.create(exportConfig));
    },
    projects,
    counts: exports.counts,
    close: async (reason) => {
      clearInterval(retention);
      await exports.drain(closeSentence(reason));
      await projects.idle();
      await close?.();
    },
  };
}

function openExports(
  config: ServerConfig,
  { render, leftovers }: Pick<RuntimeParts, 'render' | 'leftovers'>,
  { onNotice, log }: RuntimeHooks,
): RunningExports {
  return createExports({
    store: createFileStore({
      folder: join(config.mediaBasePath, 'exports'),
      onLockLost: () => {
        log.fatal('another server has taken over the folder of exports; this one ends');
        // It was not asked to end, and whoever started it should know.
        process.exitCode = problems.NOT_READY.exit;
        process.kill(process.pid, 'SIGTERM');
      },
    }),
    queue: createExportQueue({ concurrency: config.exportConcurrency }),
    render,
    leftovers,
    limits: {
      queueLimit: config.queueLimit,
      deadlineMs: config.exportTimeoutMinutes * 60_000,
      retentionMs: config.retentionHours * 3_600_000,
    },
    notify: onNotice,
  });
}

function openProjects(config: ServerConfig, { log }: RuntimeHooks): Projects {
  return createProjects({
    store: createFileProjectStore({
      folder: join(config.mediaBasePath, 'projects'),
      onDamaged: (entry) =>
        log.warn({ ...entry }, 'a project cannot be used; `movedTo` says where it lies now, if it was moved'),
    }),
  });
}

function startRetention(
  exports: RunningExports,
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
