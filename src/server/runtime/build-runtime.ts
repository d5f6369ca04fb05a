import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import about from '../../../package.json' with { type: 'json' };
import { isTooOld, newerFfmpegHint, tooOldText } from '../../ffmpeg/build/ffmpeg-version.ts';
import type { SourceRoots } from '../../media/library/resolve-source.ts';
import { openRenderEngine, type RenderEngine } from '../../render/open-engine.ts';
import type { RuntimeParts } from './runtime-parts.ts';
import { assembleRuntime } from './assemble-runtime.ts';
import type { ServerConfig } from '../settings/config.ts';
import { rootsOf } from './owners/owner-folders.ts';
import { unwatchedFolders, watchFolders, type FolderHealth } from './folder-health.ts';
import { releaseEnded, restoreWaiting } from './keep-space.ts';
import { openMedia, type OpenedMedia } from './open-media.ts';
import { openServerObjects, type ServerObjects } from '../objects/open-objects.ts';
import { readinessOf, requireFolders } from './readiness.ts';
import { spreadChildren, type SpreadableChildren } from './spreading/spread-children.ts';
import type { CloseableRuntime, RuntimeHooks } from './runtime-types.ts';

/** Builds everything that a server works with, once, from its configuration. Whoever calls it closes it. */
export async function buildRuntime(config: ServerConfig, hooks: RuntimeHooks): Promise<CloseableRuntime> {
  const objects = await openServerObjects(config, hooks.log);
  return buildOver(objects, config, hooks).catch(async (error: unknown) => {
    await objects.close();
    throw error;
  });
}

async function buildOver(
  objects: ServerObjects,
  config: ServerConfig,
  hooks: RuntimeHooks,
): Promise<CloseableRuntime> {
  const roots = await openRoots(config, objects);
  const closing = new AbortController();
  const spreadable = spreadChildren(hooks.children);
  const engine = await openServerEngine(config, { ...hooks, children: spreadable.children, objects }, roots);
  let folders: FolderHealth = unwatchedFolders;
  const { tools, readings, listen } = engine;
  const { libraries } = objects;
  const opened = openMedia(config, hooks, {
    ...{ tools, readings, roots, libraries, listen, signal: closing.signal },
  });
  const runtime = await assembleRuntime(
    config,
    {
      ...partsOf(config, { engine, opened, objects, spreadable, folders: () => folders }),
      libraries,
      outputs: objects.outputs,
      outputFiles: objects.outputFiles,
      uploadOrigin: objects.uploadOrigin,
      close: async () => {
        closing.abort('shutdown');
        await opened.idle();
        await engine.close();
        await objects.close();
      },
    },
    {
      ...hooks,
      onSeen: (notice) => releaseEnded(engine.space, notice),
    },
  );
  // Now that each has made what it needs.
  folders = await watchFolders({ base: config.mediaBasePath, roots: config.mediaRoots });
  restoreWaiting(runtime.exports, engine).catch((error: unknown) => {
    hooks.log.error({ err: error }, 'the space of waiting exports could not be estimated');
  });
  return runtime;
}

/** The folders of sources; makes the library's where it is missing. */
export async function openRoots(config: ServerConfig, { cache }: ServerObjects): Promise<SourceRoots> {
  const roots = rootsOf(config);
  await mkdir(roots.library, { recursive: true });
  return { ...roots, ...(cache && { cache: cache.folder }) };
}

interface EngineHooks extends Pick<RuntimeHooks, 'children' | 'log' | 'shares'> {
  readonly objects: ServerObjects;
}

/** Opens what renders. Whoever calls it closes it. */
export async function openServerEngine(
  config: ServerConfig,
  { children, log, shares, objects }: EngineHooks,
  roots: SourceRoots,
): Promise<RenderEngine> {
  const engine = await openRenderEngine({
    children,
    roots,
    remoteFiles: objects.cache,
    outputPlace: objects.outputs,
    chunkDepot: objects.fleet?.depot,
    chunksFolder: join(config.mediaBasePath, 'chunks'),
    // Notes of several processes would blame each other.
    ...(config.redis === undefined && { notesFolder: join(config.mediaBasePath, 'reading') }),
    ...(config.redis !== undefined && { spareChunksMs: 2 * 3_600_000 }),
    chunkBudgetBytes: config.chunkStoreBytes,
    cores: config.cores,
    reserveBytes: config.diskReserveBytes,
    exportConcurrency: config.exportConcurrency,
    shares,
    isPreparing: config.isPreparing,
    onNotPrepared: (name, problem) => log.info({ name, problem }, 'an edit was not rendered ahead'),
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
  readonly objects: ServerObjects;
  readonly spreadable: SpreadableChildren;
  /** As they are watched at this moment. */
  readonly folders: () => FolderHealth;
}

function partsOf(
  config: ServerConfig,
  { engine, opened, objects, spreadable, folders }: OpenedParts,
): Omit<RuntimeParts, 'close' | 'outputs' | 'outputFiles' | 'libraries' | 'uploadOrigin'> {
  const { admission, space, render, discardPartials } = engine;
  return {
    media: opened.media,
    makePoster: opened.makePoster,
    owned: opened.owned,
    ...opened.suggestions,
    readEdit: engine.readEdit,
    checkConfig: engine.checkConfig,
    dryRun: admission.dryRun,
    preparations: engine.preparations,
    admit: async (exportConfig, outputs) => {
      await requireFolders(folders());
      return admission.admit(exportConfig, outputs);
    },
    keepIfTaken: space.keepIfTaken,
    footage: engine.footage,
    capabilities: async () => ({
      version: about.version,
      ...(await engine.abilities()),
      limits: limitsOf(config),
    }),
    readiness: () => readinessOf(config, engine.tools.ffmpegVersion, folders()),
    render,
    machine: {
      ...{ ffmpegVersion: engine.tools.ffmpegVersion, store: engine.store, spreadable },
      ...{ remoteFiles: objects.cache, shared: objects.fleet },
    },
    leftovers: {
      // Only now is it certain that no other server works in these folders.
      stopChildren: async () => {
        await engine.stopOrphans();
        await Promise.all([engine.sweep(), opened.sweep(), objects.sweep()]);
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
