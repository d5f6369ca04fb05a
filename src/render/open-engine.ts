import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from '../children/open-children.ts';
import type { SourceProbe } from '../contract/media.ts';
import type { ConfigForm } from '../contract/config-form.ts';
import type { ExportConfig } from '../contract/parse-config.ts';
import type { PlanPreview } from '../contract/plan-preview.ts';
import { ProblemError } from '../contract/problems.ts';
import { isTooOld, newerFfmpegHint, tooOldText } from '../ffmpeg/ffmpeg-version.ts';
import type { NeededFilter } from '../ffmpeg/needed-filters.ts';
import { createSpaceShares, type SpaceShares } from '../disk/space-shares.ts';
import type { NeededEncoder } from '../ffmpeg/needed-encoders.ts';
import { openChunkStore, type ChunkStore } from '../media/chunks/chunk-store.ts';
import { describeSource } from '../media/library/describe-source.ts';
import { freeBytes } from '../disk/disk-space.ts';
import { createListings } from '../media/reading/listings.ts';
import {
  probeAbilities,
  readEncoders,
  readFilters,
  readVersion,
  type FfmpegAbilities,
} from '../media/tools/probe-capabilities.ts';
import { resolveSource, type SourceRoots } from '../media/library/resolve-source.ts';
import { openReadingNotes, type ReadingNotes } from '../media/reading/reading-notes.ts';
import type { SourceToRead } from '../media/reading/read-source.ts';
import { openSourceReadings, type SourceReadings } from '../media/reading/source-readings.ts';
import type { Tools } from '../media/reading/tools.ts';
import { assumeCopies } from './pictures/prepare-copies.ts';
import { readSources, type SourcesToRead } from './read-sources.ts';
import { createRenderer } from './render-export.ts';
import { joinProblems } from './render-problems.ts';
import { createSpaceLedger, type SpaceLedger } from './space/space-ledger.ts';
import type { DryPlan } from '../threads/plan-task.ts';
import { openThreads, type Threads } from '../threads/open-threads.ts';

export interface RenderEngineOptions {
  /** Closed with the engine. */
  readonly children: Children;
  readonly roots: SourceRoots;
  readonly chunksFolder: string;
  /** Where it is noted what is being read (see `ReadingNotes`); nowhere unless told. */
  readonly notesFolder?: string;
  readonly chunkBudgetBytes: number;
  readonly cores: number;
  /** Space that is never used, in bytes. */
  readonly reserveBytes: number;
  /** Exports that may render at once. */
  readonly exportConcurrency: number;
  /** Who else promises space on the disk of the chunks; nobody unless told otherwise. */
  readonly shares?: SpaceShares;
  readonly onBug: (error: unknown, jobId: string) => void;
}

/** The renderer with everything it stands on, for a server or a command line. Whoever opened it closes it. */
export interface RenderEngine {
  readonly tools: Tools;
  readonly store: ChunkStore;
  /** Kept by the renderer from the start of an export on; whoever admits exports releases them. */
  readonly space: SpaceLedger;
  readonly render: ReturnType<typeof createRenderer>;
  /** See `Threads`. */
  readonly checkConfig: (body: Uint8Array, form: ConfigForm) => Promise<ExportConfig>;
  /** What an export would do; writes nothing. */
  readonly dryRun: (config: ExportConfig, signal?: AbortSignal) => Promise<PlanPreview>;
  /**
   * Checks sources, encoders and space; rejects with the `ProblemError` that speaks against the export. From
   * then on its space is promised to it, until `space.release`.
   */
  readonly admit: (config: ExportConfig) => Promise<void>;
  /** Promises their space to exports that an earlier server had admitted; those that cannot be planned get none. */
  readonly readmit: (config: ExportConfig) => Promise<void>;
  /** Any file of this machine, by absolute path. */
  readonly probeFile: (path: string, signal?: AbortSignal) => Promise<SourceProbe>;
  readonly abilities: () => Promise<FfmpegAbilities>;
  /** Deletes what an interrupted attempt left in an export's folder. */
  readonly discardPartials: (folder: string) => Promise<void>;
  /** Ends children of an earlier server that still live. */
  readonly stopOrphans: () => Promise<void>;
  /** See `ReadingNotes.takeStock`. */
  readonly explainDeath: () => Promise<boolean>;
  /** Deletes what an earlier server left unfinished in the chunk store, and what is beyond its budget. */
  readonly sweep: () => Promise<void>;
  /** Stops all children. */
  readonly close: () => Promise<void>;
}

export async function openRenderEngine(options: RenderEngineOptions): Promise<RenderEngine> {
  const closing = new AbortController();
  const { signal } = closing;
  const { children, roots, cores, onBug } = options;
  const store = await openChunkStore(options.chunksFolder, options.chunkBudgetBytes);
  const threads = openThreads();
  const started = await openTools(children, store, signal);
  const notes =
    options.notesFolder === undefined ? undefined : openReadingNotes(options.notesFolder, Date.now);
  const readInThread = (source: SourceToRead) => threads.readSource(started, source);
  const reader = (source: SourceToRead) =>
    notes ? notes.under(source, () => readInThread(source)) : readInThread(source);
  const tools: Tools = { ...started, reader };
  const space = createSpaceLedger({
    freeBytes: () => freeBytes(options.chunksFolder),
    reserveBytes: options.reserveBytes,
    concurrency: options.exportConcurrency,
    reclaim: store.reclaim,
    shares: options.shares ?? createSpaceShares(),
  });
  const readings = openSourceReadings(tools, signal);
  const plan = (config: ExportConfig, stop = signal) =>
    planDry({ readings, roots, cores, threads }, config, stop);
  let abilities: Promise<FfmpegAbilities> | undefined;
  let encodersListed: ReturnType<typeof readEncoders> | undefined;
  let filtersListed: ReturnType<typeof readFilters> | undefined;
  return {
    tools,
    store,
    space,
    render: createRenderer({ tools, store, space, roots, threads, cores, now: () => new Date(), onBug }),
    checkConfig: (body, form) => threads.checkConfig({ body, form }, signal),
    dryRun: async (config, stop) => (await plan(config, stop)).preview,
    admit: async (config) => {
      requireFfmpeg(tools.ffmpegVersion);
      encodersListed ??= readEncoders(children, signal);
      filtersListed ??= readFilters(children, signal);
      const [{ encoders, filters, need }, ...listed] = await Promise.all([
        plan(config),
        encodersListed,
        filtersListed,
      ]);
      demandEncoders(encoders, listed[0]);
      demandFilters(filters, listed[1], config);
      await space.promise(config.id, need);
    },
    readmit: async (config) => {
      if (notes && (await hasSuspect(notes, { config, roots, signal }))) return;
      const planned = await plan(config).catch(() => undefined);
      if (planned) space.note(config.id, planned.need);
    },
    probeFile: async (path, stop = signal) =>
      describeSource(await readings.read({ path, name: path, signal: stop }), path),
    abilities: () => (abilities ??= probeAbilities(children, signal)),
    discardPartials: (folder) => rm(join(folder, 'partial'), { recursive: true, force: true }),
    stopOrphans: children.stopOrphans,
    explainDeath: async () => (await notes?.takeStock()) ?? false,
    sweep: async () => {
      await store.sweep();
      await store.evict();
    },
    close: async () => {
      closing.abort('shutdown');
      await Promise.all([children.close('shutdown'), threads.close()]);
      await notes?.close();
    },
  };
}

async function openTools(children: Children, store: ChunkStore, signal: AbortSignal): Promise<Tools> {
  const ffmpegVersion = (await readVersion(children, signal)) ?? 'missing';
  return { ffmpegVersion, children, listings: createListings(store, ffmpegVersion) };
}

/** A start looks at no file over which an earlier one may have died; its export gets its space when its turn comes. */
async function hasSuspect(notes: ReadingNotes, { config, roots, signal }: SourcesToRead): Promise<boolean> {
  for (const { filePath } of config.sources) {
    const path = await resolveSource(filePath, roots).catch(() => undefined);
    if (path !== undefined && (await notes.isSuspect(path, signal))) return true;
  }
  return false;
}

interface DryRun {
  readonly readings: SourceReadings;
  readonly roots: SourceRoots;
  readonly cores: number;
  readonly threads: Threads;
}

async function planDry(
  { readings, roots, cores, threads }: DryRun,
  config: ExportConfig,
  signal: AbortSignal,
): Promise<Extract<DryPlan, { isOk: true }>> {
  const read = await readSources(readings, { config, roots, signal });
  const sources = config.output.codec === 'copy' ? assumeCopies(read) : read;
  const planned = await threads.planDry({ config, sources, cores }, signal);
  if (!planned.isOk) throw new ProblemError(joinProblems(planned.problems));
  return planned;
}

/** Said before anything is made: the render would find out too, after half of its work. */
function demandEncoders(needed: readonly NeededEncoder[], listed: ReadonlySet<string> | undefined): void {
  const missing = needed.find(({ encoder }) => listed?.has(encoder) === false);
  if (!missing) return;
  throw new ProblemError({
    code: 'ENCODER_MISSING',
    message: `This FFmpeg has no encoder for ${missing.makes} (${missing.encoder}), which the export needs.`,
    hint: 'Install a full build of FFmpeg (`cutroom doctor` shows what is missing), or choose another codec.',
  });
}

function demandFilters(
  needed: readonly NeededFilter[],
  listed: ReadonlySet<string> | undefined,
  { sources }: ExportConfig,
): void {
  const missing = needed.find(({ filter }) => listed?.has(filter) === false);
  if (!missing) return;
  const { name, filePath } = sources[missing.source] ?? { name: '', filePath: '' };
  throw new ProblemError({
    code: 'FILTER_MISSING',
    message: `This FFmpeg has no filter "${missing.filter}", which it takes to ${missing.purpose} ${name || filePath}.`,
    hint: 'Install a full build of FFmpeg (`cutroom doctor` shows what is missing), or leave this source out.',
  });
}

/** Throws where there is no FFmpeg, or one on which every export would fail. */
function requireFfmpeg(version: string): void {
  if (version === 'missing') {
    throw new ProblemError({
      code: 'FFMPEG_MISSING',
      message: 'FFmpeg could not be started.',
      hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFMPEG_PATH.',
    });
  }
  if (isTooOld(version)) {
    throw new ProblemError({ code: 'FFMPEG_MISSING', message: tooOldText(version), hint: newerFfmpegHint });
  }
}
