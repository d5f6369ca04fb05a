import { join } from 'node:path';
import type { Runtime } from '../../api/runtime.ts';
import { splitOwnedId } from '../../contract/owned-name.ts';
import type { FleetWorkerView } from '../../contract/exports/fleet-worker.ts';
import { problems } from '../../contract/problems.ts';
import { openFleet } from '../../fleet/open-fleet.ts';
import type { FleetWorker } from '../../fleet/open-worker.ts';
import { createFileStore } from '../../jobs/file-store/file-store.ts';
import { createExportQueue, type ExportQueueOptions } from '../../jobs/operations/create-export-queue.ts';
import { createExports, type RunningExports } from '../../jobs/operations/create-exports.ts';
import type { Leftovers } from '../../jobs/operations/recover-exports.ts';
import type { Render } from '../../jobs/ports.ts';
import type { JobNotice } from '../../jobs/telling/notice.ts';
import { openWebhooks, type RunningWebhooks } from '../../webhooks/open-webhooks.ts';
import { openLimitStore, type LimitStore } from '../../owners/limits/limit-store.ts';
import type { ServerConfig } from '../settings/config.ts';
import { hasOwners, ownersFolderOf } from './owners/owner-folders.ts';
import { openRenderingOf, type RenderingParts } from './spreading/open-spreading.ts';
import { tellWebhooks } from './tell-webhooks.ts';
import { sweepShared } from './sweep-shared.ts';
import type { StoredOutputs } from '../objects/stored-outputs.ts';
import type { RuntimeHooks } from './runtime-types.ts';

export interface ExportParts {
  readonly render: Render;
  readonly leftovers: Leftovers;
  readonly checkConfig: Runtime['checkConfig'];
  /** For a process of a fleet that renders. */
  readonly machine?: Pick<
    RenderingParts,
    'ffmpegVersion' | 'store' | 'spreadable' | 'remoteFiles' | 'shared'
  >;
  readonly limitStore: LimitStore;
  /** Undefined where finished files stay in the folders of their exports. */
  readonly outputs?: StoredOutputs | undefined;
}

export interface ExportHooks extends Pick<RuntimeHooks, 'log'> {
  /** Told of what this process did. */
  readonly onNotice: (notice: JobNotice) => void;
  /** Told of what happens to exports, whichever process does it. */
  readonly onSeen: (notice: JobNotice) => void;
}

export interface ServerExports {
  readonly exports: RunningExports;
  readonly webhooks: RunningWebhooks;
  /** Who renders for the fleet; nobody where there is none. */
  readonly workers: () => Promise<readonly FleetWorkerView[]>;
  /** Why exports cannot be kept now, in sentences. */
  readonly complaints: () => readonly string[];
  /** Lets go of what both stand on, when they have been closed. */
  readonly close: () => Promise<void>;
}

/**
 * The exports of this server and who is told of them: its own, or with `REDIS_URL` those of the whole fleet. Nothing
 * happens before `recover` and `start`.
 */
export async function openServerExports(
  config: ServerConfig,
  parts: ExportParts,
  hooks: ExportHooks,
): Promise<ServerExports> {
  if (config.redis !== undefined) return openShared(config, parts, hooks);
  const webhooks = openServerWebhooks(config, hooks);
  const onSeen = (notice: JobNotice) => {
    tellWebhooks(webhooks, notice);
    hooks.onSeen(notice);
  };
  return {
    webhooks,
    exports: openOwn(config, parts, { ...hooks, onSeen }),
    workers: async () => [],
    complaints: () => [],
    close: async () => undefined,
  };
}

function openServerWebhooks(config: ServerConfig, { log }: Pick<ExportHooks, 'log'>): RunningWebhooks {
  return openWebhooks({
    folder: join(config.mediaBasePath, 'webhooks'),
    trustedHosts: config.webhookHosts,
    onTrouble: (what, err) => log.error({ err }, what),
  });
}

export function exportLimitsOf(config: ServerConfig) {
  return {
    queueLimit: config.queueLimit,
    deadlineMs: config.exportTimeoutMinutes * 60_000,
    retentionMs: config.retentionHours * 3_600_000,
  };
}

function openOwn(
  config: ServerConfig,
  { render, leftovers, checkConfig, limitStore, outputs }: ExportParts,
  { onNotice, onSeen, log }: ExportHooks,
): RunningExports {
  return createExports({
    store: createFileStore({
      folder: join(config.mediaBasePath, 'exports'),
      ownersFolder: hasOwners(config) ? ownersFolderOf(config) : undefined,
      checkConfig: (bytes) => checkConfig(bytes, 'alone'),
      removeElsewhere: outputs?.remove,
      onLockLost: () => {
        log.fatal('another server has taken over the folder of exports; this one ends');
        // It was not asked to end, and whoever started it should know.
        process.exitCode = problems.NOT_READY.exit;
        process.kill(process.pid, 'SIGTERM');
      },
    }),
    queue: createExportQueue({
      concurrency: config.exportConcurrency,
      ...(hasOwners(config) && { mayRun: withinRunningLimit(limitStore) }),
    }),
    render,
    leftovers,
    limits: exportLimitsOf(config),
    basePath: config.basePath,
    notify: (notice) => {
      onSeen(notice);
      onNotice(notice);
    },
  });
}

/** Whether another export of the same owner may run beside those that do. */
function withinRunningLimit({ of }: LimitStore): NonNullable<ExportQueueOptions['mayRun']> {
  return (jobId, running) => {
    const { owner } = splitOwnedId(jobId);
    const { runningExports: most } = of(owner);
    return most === null || running.filter((other) => splitOwnedId(other).owner === owner).length < most;
  };
}

/** Workers have no limit store of a runtime's: they look into the same folder. */
function mostRunningOf({ mediaBasePath, userLimits }: ServerConfig): (owner: string) => number | null {
  const { of } = openLimitStore(join(mediaBasePath, 'limits'), userLimits);
  return (owner) => of(owner).runningExports;
}

/** The part of this process in the fleet of `REDIS_URL`. */
export async function openServerFleet(
  config: ServerConfig,
  {
    onNotice,
    log,
    checkConfig,
    outputs,
    shared,
  }: Pick<ExportHooks, 'onNotice' | 'log'> &
    Pick<ExportParts, 'checkConfig' | 'outputs'> &
    Pick<RenderingParts, 'shared'>,
) {
  if (config.redis === undefined) throw new Error('there is no fleet without REDIS_URL');
  const fleet = await openFleet({
    ...config.redis,
    folder: join(config.mediaBasePath, 'exports'),
    ownersFolder: hasOwners(config) ? ownersFolderOf(config) : undefined,
    checkConfig: (bytes) => checkConfig(bytes, 'alone'),
    removeElsewhere: outputs?.remove,
    shareFolders: shared?.shareFolders,
    limits: exportLimitsOf(config),
    mostRunning: hasOwners(config) ? mostRunningOf(config) : undefined,
    basePath: config.basePath,
    notify: onNotice,
    onError: (error) => log.error({ err: error }, 'Redis cannot be reached, or refuses what it is asked'),
  });
  fleet.doubts().then(
    (doubts) => doubts.forEach((doubt) => log.warn(doubt)),
    () => undefined,
  );
  shared?.sweepFolders(fleet.journal.read);
  const stopSweeping = sweepShared(config, log);
  return {
    ...fleet,
    close: async () => {
      stopSweeping();
      await fleet.close();
    },
  };
}

async function openShared(
  config: ServerConfig,
  { render, leftovers, checkConfig, machine, outputs }: ExportParts,
  hooks: ExportHooks,
): Promise<ServerExports> {
  const fleet = await openServerFleet(config, {
    ...{ ...hooks, checkConfig, outputs, shared: machine?.shared },
  });
  const webhooks = await fleet.openWebhooks(() => openServerWebhooks(config, hooks));
  const exports = fleet.openExports((notice) => {
    tellWebhooks(webhooks, notice);
    hooks.onSeen(notice);
  });
  let worker: FleetWorker | undefined;
  return {
    webhooks,
    workers: fleet.workers,
    complaints: () => (fleet.journal.redis.status === 'ready' ? [] : ['Redis cannot be reached.']),
    close: fleet.close,
    exports: {
      ...exports,
      recover: async () => {
        const recovery = await exports.recover();
        const { discardPartials } = leftovers;
        if (config.isRendering && machine)
          worker = await openRenderingOf(config, fleet, { ...machine, render, discardPartials });
        return recovery;
      },
      drain: async (reason) => {
        await worker?.drain(reason);
        await exports.drain(reason);
      },
    },
  };
}
