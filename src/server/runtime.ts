import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import about from '../../package.json' with { type: 'json' };
import { isTooOld, newerFfmpegHint, tooOldText } from '../ffmpeg/ffmpeg-version.ts';
import type { SourceRoots } from '../media/library/resolve-source.ts';
import { openRenderEngine, type RenderEngine } from '../render/open-engine.ts';
import { assembleRuntime, type RuntimeParts } from './assemble-runtime.ts';
import type { ServerConfig } from './config.ts';
import { unwatchedFolders, watchFolders, type FolderHealth } from './folder-health.ts';
import { releaseEnded, restoreWaiting } from './keep-space.ts';
import { openMedia, type OpenedMedia } from './open-media.ts';
import { readinessOf, requireFolders } from './readiness.ts';
import type { CloseableRuntime, RuntimeHooks } from './start-server.ts';

/** Builds everything that a server works with, once, from its configuration. Whoever calls it closes it. */
export async function buildRuntime(config: ServerConfig, hooks: RuntimeHooks): Promise<CloseableRuntime> {
  const roots = { library: join(config.mediaBasePath, 'sources'), extra: config.mediaRoots };
  await mkdir(roots.library, { recursive: true });
  const closing = new AbortController();
  const engine = await openEngine(config, hooks, roots);
  let folders: FolderHealth = unwatchedFolders;
  const { tools, readings } = engine;
  const opened = openMedia(config, hooks, { tools, readings, roots, signal: closing.signal });
  const runtime = await assembleRuntime(
    config,
    {
      ...partsOf(config, { engine, opened, folders: () => folders }),
      close: async () => {
        closing.abort('shutdown');
        await opened.idle();
        await engine.close();
      },
    },
    {
      ...hooks,
      onNotice: (notice) => {
        releaseEnded(engine.space, notice);
        hooks.onNotice(notice);
      },
    },
  );
  // Now that each has made what it needs.
  folders = await watchFolders({ base: config.mediaBasePath, roots: config.mediaRoots });
  restoreWaiting(runtime.exports, engine).catch((error: unknown) => {
    hooks.log.error({ err: error }, 'the space of waiting exports could not be estimated');
  });
  return runtime;
}

async function openEngine(
  config: ServerConfig,
  { children, log, shares }: RuntimeHooks,
  roots: SourceRoots,
): Promise<RenderEngine> {
  const engine = await openRenderEngine({
    children,
    roots,
    chunksFolder: join(config.mediaBasePath, 'chunks'),
    notesFolder: join(config.mediaBasePath, 'reading'),
    chunkBudgetBytes: config.chunkStoreBytes,
    cores: config.cores,
    reserveBytes: config.diskReserveBytes,
    exportConcurrency: config.exportConcurrency,
    shares,
    onBug: (error, jobId) => log.error({ err: error, jobId }, 'an export met a bug'),
  });
  const { ffmpegVersion } = engine.tools;
  if (isTooOld(ffmpegVersion)) log.error(`${tooOldText(ffmpegVersion)} ${newerFfmpegHint}`);
  for (const sentence of children.missingProtections) log.info(sentence);
  return engine;
}

interface OpenedParts {
  readonly engine: RenderEngine;
  readonly opened: OpenedMedia;
  /** As they are watched at this moment. */
  readonly folders: () => FolderHealth;
}

function partsOf(
  config: ServerConfig,
  { engine, opened, folders }: OpenedParts,
): Omit<RuntimeParts, 'close'> {
  const { admission, space, render, discardPartials } = engine;
  return {
    media: opened.media,
    checkConfig: engine.checkConfig,
    dryRun: admission.dryRun,
    admit: async (exportConfig) => {
      await requireFolders(folders());
      await admission.admit(exportConfig);
    },
    keepIfTaken: space.keepIfTaken,
    capabilities: async () => ({
      version: about.version,
      ...(await engine.abilities()),
      limits: limitsOf(config),
    }),
    readiness: () => readinessOf(config, engine.tools.ffmpegVersion, folders()),
    render,
    leftovers: {
      // Only now is it certain that no other server works in these folders.
      stopChildren: async () => {
        await engine.stopOrphans();
        await Promise.all([engine.sweep(), opened.sweep()]);
      },
      explainDeath: engine.explainDeath,
      discardPartials,
    },
  };
}

function limitsOf(config: ServerConfig): Record<string, number | string> {
  return {
    ffmpegConcurrency: config.ffmpegConcurrency,
    exportConcurrency: config.exportConcurrency,
    queueLimit: config.queueLimit,
    exportTimeoutMinutes: config.exportTimeoutMinutes,
    stallSeconds: config.stallSeconds,
    retentionHours: config.retentionHours,
    chunkStoreMegabytes: Math.round(config.chunkStoreBytes / 1e6),
    diskReserveMegabytes: Math.round(config.diskReserveBytes / 1e6),
  };
}
