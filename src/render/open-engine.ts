import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from '../children/open-children.ts';
import type { ConfigForm } from '../contract/config-form.ts';
import type { SourceProbe } from '../contract/media.ts';
import type { ExportConfig } from '../contract/parse-config.ts';
import { freeBytes } from '../disk/disk-space.ts';
import { createSpaceShares, type SpaceShares } from '../disk/space-shares.ts';
import { openChunkStore, type ChunkStore } from '../media/chunks/chunk-store.ts';
import { describeSource } from '../media/library/describe-source.ts';
import type { SourceRoots } from '../media/library/resolve-source.ts';
import { createListings } from '../media/reading/listings.ts';
import type { SourceToRead } from '../media/reading/read-source.ts';
import { openReadingNotes, type ReadingNotes } from '../media/reading/reading-notes.ts';
import { openSourceReadings, type SourceReadings } from '../media/reading/source-readings.ts';
import { probeAbilities, readVersion, type FfmpegAbilities } from '../media/tools/probe-capabilities.ts';
import type { Tools } from '../media/reading/tools.ts';
import { openThreads, type Threads } from '../threads/open-threads.ts';
import { openAdmission, type Admission } from './admission/open-admission.ts';
import { createRenderer } from './render-export.ts';
import { createExportSpace, type ExportSpace } from './space/export-space.ts';

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

/** Admission and rendering with everything they stand on, for a server or a command line. Whoever opened it closes it. */
export interface RenderEngine {
  readonly tools: Tools;
  /** What is known of sources, for all who only look: a few are read at once, and none twice. */
  readonly readings: SourceReadings;
  readonly store: ChunkStore;
  readonly space: ExportSpace;
  readonly admission: Admission;
  readonly render: ReturnType<typeof createRenderer>;
  /** See `Threads`. */
  readonly checkConfig: (body: Uint8Array, form: ConfigForm) => Promise<ExportConfig>;
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
  const notes =
    options.notesFolder === undefined ? undefined : openReadingNotes(options.notesFolder, Date.now);
  const tools = await openTools({ children, store, threads, notes }, signal);
  const space = openSpace(options, store);
  const readings = openSourceReadings(tools, signal);
  const { ffmpegVersion } = tools;
  let abilities: Promise<FfmpegAbilities> | undefined;
  return {
    tools,
    readings,
    store,
    space,
    admission: openAdmission({
      ...{ children, ffmpegVersion, readings, notes, roots, threads, space, cores, signal },
    }),
    render: createRenderer({ tools, store, space, roots, threads, cores, now: () => new Date(), onBug }),
    checkConfig: (body, form) => threads.checkConfig({ body, form }, signal),
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

interface ToolParts {
  readonly children: Children;
  readonly store: ChunkStore;
  readonly threads: Threads;
  readonly notes: ReadingNotes | undefined;
}

async function openTools(parts: ToolParts, signal: AbortSignal): Promise<Tools> {
  const { children, store, threads, notes } = parts;
  const ffmpegVersion = (await readVersion(children, signal)) ?? 'missing';
  const machine = { ffmpegVersion, children, listings: createListings(store, ffmpegVersion) };
  const readInThread = (source: SourceToRead) => threads.readSource(machine, source);
  return {
    ...machine,
    reader: (source) => (notes ? notes.under(source, () => readInThread(source)) : readInThread(source)),
  };
}

function openSpace(options: RenderEngineOptions, store: ChunkStore): ExportSpace {
  return createExportSpace({
    freeBytes: () => freeBytes(options.chunksFolder),
    reserveBytes: options.reserveBytes,
    concurrency: options.exportConcurrency,
    reclaim: store.reclaim,
    shares: options.shares ?? createSpaceShares(),
  });
}
