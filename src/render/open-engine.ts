import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from '../children/open-children.ts';
import type { ConfigForm } from '../contract/config/config-form.ts';
import type { SourceProbe } from '../contract/footage/media.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import type { Problem } from '../contract/problems.ts';
import { freeBytes } from '../disk/disk-space.ts';
import { createSpaceShares, type SpaceShares } from '../disk/space-shares.ts';
import type { RemoteFiles } from '../disk/remote-files.ts';
import type { ChunkDepot } from '../media/chunks/chunk-depot.ts';
import { openChunkStore, type ChunkStore } from '../media/chunks/chunk-store.ts';
import { shareChunks } from '../media/chunks/share-chunks.ts';
import { describeSource } from '../media/library/describe-source.ts';
import type { SourceRoots } from '../media/library/resolve-source.ts';
import { createListings } from '../media/reading/kept/listings.ts';
import { checkSource } from '../media/reading/check-source.ts';
import type { SourceToRead } from '../media/reading/read-types.ts';
import { openReadingNotes, type ReadingNotes } from '../media/reading/kept/reading-notes.ts';
import { openSourceReadings, type SourceReadings } from '../media/reading/kept/source-readings.ts';
import { probeAbilities, readBuild, type FfmpegAbilities } from '../media/tools/probe-capabilities.ts';
import type { FootageCheck, Tools } from '../media/reading/tools.ts';
import { openThreads, type Threads } from '../threads/open-threads.ts';
import type { ReadEditTask } from '../threads/read-edit-task.ts';
import type { OutputPlace } from './attempt/publish-export.ts';
import { openAdmission, type Admission } from './admission/open-admission.ts';
import { openPreparations, type Preparations } from './preparing/open-preparations.ts';
import { createRoomAhead } from './preparing/room-ahead.ts';
import { createAheadRenderer, type AheadParts } from './thread/answer-prepare.ts';
import { createThreadRenderer } from './thread/answer-render.ts';
import { createExportSpace, type ExportSpace } from './space/export-space.ts';

export interface RenderEngineOptions {
  /** Closed with the engine. */
  readonly children: Children;
  readonly roots: SourceRoots;
  /** Fetches what lies elsewhere; nothing does unless told. */
  readonly remoteFiles?: RemoteFiles | undefined;
  /** Where finished files go; into the folders of their exports unless told. */
  readonly outputPlace?: OutputPlace | undefined;
  readonly chunksFolder: string;
  /** Where chunks are shared with other machines; they are this one's alone unless told. */
  readonly chunkDepot?: ChunkDepot | undefined;
  /** Where it is noted what is being read (see `ReadingNotes`); nowhere unless told. */
  readonly notesFolder?: string;
  readonly chunkBudgetBytes: number;
  /** Chunks that were used so lately are not evicted: where others use them, nobody knows which they hold. */
  readonly spareChunksMs?: number;
  readonly cores: number;
  /** Space that is never used, in bytes. */
  readonly reserveBytes: number;
  /** Exports that may render at once. */
  readonly exportConcurrency: number;
  /** Who else promises space on the disk of the chunks; nobody unless told otherwise. */
  readonly shares?: SpaceShares;
  readonly onBug: (error: unknown, jobId: string) => void;
  /** Whether edits are rendered before they are exported; otherwise it is only looked what of them is there. */
  readonly isPreparing?: boolean;
  /** Told why an edit could not be rendered ahead, by its name. */
  readonly onNotPrepared?: (name: string, problem: Problem) => void;
}

/** Admission and rendering with everything they stand on, for a server or a command line. Whoever opened it closes it. */
export interface RenderEngine {
  readonly tools: Tools;
  /** What is known of sources, for all who only look: a few are read at once, and none twice. */
  readonly readings: SourceReadings;
  readonly store: ChunkStore;
  readonly space: ExportSpace;
  readonly admission: Admission;
  readonly render: ReturnType<typeof createThreadRenderer>;
  readonly preparations: Preparations;
  /** See `Threads`. */
  readonly checkConfig: (body: Uint8Array, form: ConfigForm) => Promise<ExportConfig>;
  /** See `Threads`. */
  readonly listen: Threads['listen'];
  readonly readEdit: (task: ReadEditTask) => ReturnType<Threads['readEdit']>;
  /** Any file of this machine, by absolute path. */
  readonly probeFile: (path: string, signal?: AbortSignal) => Promise<SourceProbe>;
  /** Looks at what was uploaded. */
  readonly footage: FootageCheck;
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
  const store = await openStore(options);
  const threads = openThreads(options.remoteFiles);
  const notes =
    options.notesFolder === undefined ? undefined : openReadingNotes(options.notesFolder, Date.now);
  const tools = await openTools({ children, store, threads, notes }, signal);
  const space = openSpace(options, store);
  const readings = openSourceReadings(tools, signal);
  const { ffmpegVersion } = tools;
  const { chunksFolder, chunkDepot: depot } = options;
  const machine = { ffmpegVersion, chunksFolder, hasDepot: depot !== undefined, roots, cores };
  const parts = { children, tools, store, depot, threads, machine, onBug };
  const preparations = prepareAhead(options, parts);
  let abilities: Promise<FfmpegAbilities> | undefined;
  return {
    tools,
    readings,
    store,
    space,
    admission: openAdmission({
      ...{ children, ffmpegVersion, readings, notes, roots, threads, space, cores, signal },
    }),
    preparations,
    render: createThreadRenderer({ ...parts, space, outputPlace: options.outputPlace }),
    checkConfig: (body, form) => threads.checkConfig({ body, form }, signal),
    listen: threads.listen,
    readEdit: (task) => threads.readEdit(task, signal),
    probeFile: async (path, stop = signal) =>
      describeSource(await readings.read({ path, name: path, signal: stop }), path),
    footage: {
      check: (source) => checkSource(tools, source),
      isSuspect: notes?.isSuspect ?? (async () => false),
    },
    abilities: () => (abilities ??= probeAbilities(children, signal)),
    discardPartials: (folder) => rm(join(folder, 'partial'), { recursive: true, force: true }),
    stopOrphans: children.stopOrphans,
    explainDeath: async () => (await notes?.takeStock()) ?? false,
    sweep: () => sweepStore(store),
    close: async () => {
      closing.abort('shutdown');
      const stopped = preparations.close();
      await Promise.all([children.close('shutdown'), threads.close(), stopped]);
      await notes?.close();
    },
  };
}

async function openStore({
  chunksFolder,
  chunkBudgetBytes,
  spareChunksMs,
  chunkDepot,
}: RenderEngineOptions): Promise<ChunkStore> {
  const own = await openChunkStore(chunksFolder, chunkBudgetBytes, { spareMs: spareChunksMs });
  return chunkDepot ? shareChunks(own, chunkDepot) : own;
}

function prepareAhead(options: RenderEngineOptions, parts: Omit<AheadParts, 'requireRoom'>): Preparations {
  const { children, store, onBug } = parts;
  return openPreparations({
    renderer: createAheadRenderer({ ...parts, requireRoom: createRoomAhead(options) }),
    ...{ store, idle: children.idle, isOn: options.isPreparing ?? false },
    onFailed: (name, problem) => options.onNotPrepared?.(name, problem),
    onBug: (error) => onBug(error, 'preparation'),
  });
}

async function sweepStore(store: ChunkStore): Promise<void> {
  await store.sweep();
  await store.evict();
}

interface ToolParts {
  readonly children: Children;
  readonly store: ChunkStore;
  readonly threads: Threads;
  readonly notes: ReadingNotes | undefined;
}

async function openTools(parts: ToolParts, signal: AbortSignal): Promise<Tools> {
  const { children, store, threads, notes } = parts;
  const ffmpegVersion = (await readBuild(children, signal)) ?? 'missing';
  const machine = { ffmpegVersion, children, listings: createListings(store, ffmpegVersion) };
  const noted = <Seen>(source: SourceToRead, look: () => Promise<Seen>) =>
    notes ? notes.under(source, look) : look();
  return {
    ...machine,
    reader: {
      read: (source) => noted(source, () => threads.readSource(machine, source)),
      check: (source) => noted(source, () => threads.checkSource(machine, source)),
    },
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
