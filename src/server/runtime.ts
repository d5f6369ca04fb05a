import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import about from '../../package.json' with { type: 'json' };
import type { Readiness } from '../api/runtime.ts';
import { openAssets } from '../assets/open-assets.ts';
import { createSynchroniser } from '../assets/synchronise.ts';
import { ProblemError, type Problem } from '../contract/problems.ts';
import { freeBytes } from '../disk/disk-space.ts';
import { isTooOld, newerFfmpegHint, tooOldText } from '../ffmpeg/ffmpeg-version.ts';
import { createSampleMaker } from '../media/sample/make-sample.ts';
import { openSourceLibrary } from '../media/library/source-library.ts';
import { openRenderEngine, type RenderEngine } from '../render/open-engine.ts';
import { assembleRuntime } from './assemble-runtime.ts';
import type { ServerConfig } from './config.ts';
import { unwatchedFolders, watchFolders, type FolderHealth } from './folder-health.ts';
import { readmitWaiting, releaseSpace, returningSpace } from './keep-space.ts';
import type { CloseableRuntime, RuntimeHooks } from './start-server.ts';

/** Builds everything that a server works with, once, from its configuration. Whoever calls it closes it. */
export async function buildRuntime(config: ServerConfig, hooks: RuntimeHooks): Promise<CloseableRuntime> {
  const library = join(config.mediaBasePath, 'sources');
  await mkdir(library, { recursive: true });
  const closing = new AbortController();
  let folders: FolderHealth = unwatchedFolders;
  const engine = await openRenderEngine({
    children: hooks.children,
    roots: { library, extra: config.mediaRoots },
    chunksFolder: join(config.mediaBasePath, 'chunks'),
    notesFolder: join(config.mediaBasePath, 'reading'),
    chunkBudgetBytes: config.chunkStoreBytes,
    cores: config.cores,
    reserveBytes: config.diskReserveBytes,
    exportConcurrency: config.exportConcurrency,
    shares: hooks.shares,
    onBug: (error, jobId) => hooks.log.error({ err: error, jobId }, 'an export met a bug'),
  });
  const { ffmpegVersion } = engine.tools;
  if (isTooOld(ffmpegVersion)) hooks.log.error(`${tooOldText(ffmpegVersion)} ${newerFfmpegHint}`);
  for (const sentence of hooks.children.missingProtections) hooks.log.info(sentence);
  const sources = openSourceLibrary(engine.tools, { library, extra: config.mediaRoots });
  const proxies = join(config.mediaBasePath, 'proxies');
  const roots = { library, extra: config.mediaRoots };
  const assets = openAssets({
    tools: engine.tools,
    roots,
    folder: proxies,
    reserveBytes: config.diskReserveBytes,
    signal: closing.signal,
    onBug: (error, filePath) => hooks.log.error({ err: error, filePath }, 'making a proxy met a bug'),
  });
  const sweepAssets = (): void => {
    assets
      .sweep()
      .catch((error: unknown) => hooks.log.warn({ err: error }, 'old proxies could not be removed'));
  };
  const runtime = await assembleRuntime(
    config,
    {
      media: {
        ...sources,
        remove: async (filePath) => {
          await sources.remove(filePath);
          sweepAssets();
        },
        assets,
        sync: createSynchroniser({ tools: engine.tools, roots, folder: join(proxies, 'listening') }),
        makeSample: createSampleMaker({
          children: hooks.children,
          sourcesFolder: library,
          signal: closing.signal,
        }),
      },
      checkConfig: engine.checkConfig,
      dryRun: engine.dryRun,
      admit: async (exportConfig) => {
        const [complaint] = await folders.complaintsOfExports();
        if (complaint !== undefined) throw new ProblemError(notReadyFor(complaint));
        await engine.admit(exportConfig);
      },
      capabilities: async () => ({
        version: about.version,
        ...(await engine.abilities()),
        limits: limitsOf(config),
      }),
      readiness: () => readinessOf(config, engine, folders),
      render: engine.render,
      leftovers: {
        // Only now is it certain that no other server works in these folders.
        stopChildren: async () => {
          await engine.stopOrphans();
          await Promise.all([engine.sweep(), sources.sweep()]);
          sweepAssets();
        },
        explainDeath: engine.explainDeath,
        discardPartials: engine.discardPartials,
      },
      close: async () => {
        closing.abort('shutdown');
        await assets.idle();
        await engine.close();
      },
    },
    {
      ...hooks,
      onNotice: (notice) => {
        releaseSpace(engine, notice);
        hooks.onNotice(notice);
      },
    },
  );
  // Now that each has made what it needs.
  folders = await watchFolders({ base: config.mediaBasePath, roots: config.mediaRoots });
  const exports = returningSpace(runtime.exports, engine);
  readmitWaiting(exports, engine).catch((error: unknown) => {
    hooks.log.error({ err: error }, 'the space of waiting exports could not be estimated');
  });
  return { ...runtime, exports };
}

async function readinessOf(
  config: ServerConfig,
  { tools }: RenderEngine,
  folders: FolderHealth,
): Promise<Readiness> {
  const reasons: string[] = [];
  if (tools.ffmpegVersion === 'missing') reasons.push('FFmpeg could not be started.');
  else if (isTooOld(tools.ffmpegVersion)) reasons.push(tooOldText(tools.ffmpegVersion));
  const free = await freeBytes(config.mediaBasePath).catch(() => undefined);
  if (free === undefined) {
    reasons.push('The folder of MEDIA_BASE_PATH cannot be read.');
  } else if (free < config.diskReserveBytes) {
    const reserve = Math.round(config.diskReserveBytes / 1e6);
    reasons.push(
      `Only ${Math.round(free / 1e6)} MB are free on the disk; ${reserve} MB are kept in reserve.`,
    );
  }
  if (free !== undefined) reasons.push(...(await folders.complaints()));
  return { isReady: reasons.length === 0, reasons };
}

function notReadyFor(complaint: string): Problem {
  return {
    code: 'NOT_READY',
    message: `The server cannot take exports now. ${complaint}`,
    hint: 'Mount the disk or put the folder back; /api/ready says when it is well.',
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
