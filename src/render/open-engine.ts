import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceProbe } from '../contract/media.ts';
import { edlOf, renditionRequestOf, type ExportConfig } from '../contract/parse-config.ts';
import type { PlanPreview } from '../contract/plan-preview.ts';
import { ProblemError } from '../contract/problems.ts';
import { openChunkStore, type ChunkStore } from '../media/chunk-store.ts';
import { describeSource } from '../media/describe-source.ts';
import { freeBytes } from '../media/disk-room.ts';
import { probeAbilities, readVersion, type FfmpegAbilities } from '../media/probe-capabilities.ts';
import { readSource } from '../media/read-source.ts';
import type { SourceRoots } from '../media/resolve-source.ts';
import type { Tools } from '../media/tools.ts';
import { planExport } from '../planner/plan-export.ts';
import { previewPlan } from '../planner/preview-plan.ts';
import type { ChildPool } from '../supervisor/child-pool.ts';
import {
  killRecordedChildren,
  recordChildrenIn,
  unrecordedChildren,
} from '../supervisor/recorded-children.ts';
import { assumeCopies } from './prepare-copies.ts';
import { readSources } from './read-sources.ts';
import { createRenderer, joinProblems } from './render-export.ts';

export interface RenderEngineOptions {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly roots: SourceRoots;
  readonly chunksFolder: string;
  readonly chunkBudgetBytes: number;
  readonly pool: ChildPool;
  readonly cores: number;
  readonly stallMs: number;
  /** Room that is never used, in bytes. */
  readonly reserveBytes: number;
  readonly onBug: (error: unknown, jobId: string) => void;
  /** Told how each child ended, for the metrics. */
  readonly onChildEnded?: (cause: string) => void;
  /** Where running children are recorded, so that the next server can end those that outlive this one. */
  readonly childrenFolder?: string;
}

/** The renderer with everything it stands on, for a server or a command line. Whoever opened it closes it. */
export interface RenderEngine {
  readonly tools: Tools;
  readonly store: ChunkStore;
  readonly render: ReturnType<typeof createRenderer>;
  /** What an export would do; writes nothing. */
  readonly dryRun: (config: ExportConfig, signal?: AbortSignal) => Promise<PlanPreview>;
  /** Checks sources, encoders and room; rejects with the `ProblemError` that speaks against the export. */
  readonly admit: (config: ExportConfig) => Promise<void>;
  /** Any file of this machine, by absolute path. */
  readonly probeFile: (path: string, signal?: AbortSignal) => Promise<SourceProbe>;
  readonly abilities: () => Promise<FfmpegAbilities>;
  /** Deletes what an interrupted attempt left in an export's folder. */
  readonly discardPartials: (folder: string) => Promise<void>;
  /** Ends children of an earlier server that still live. */
  readonly stopOrphans: () => Promise<void>;
  /** Stops what still probes. */
  readonly close: () => Promise<void>;
}

export async function openRenderEngine(options: RenderEngineOptions): Promise<RenderEngine> {
  const closing = new AbortController();
  const { ffmpeg, ffprobe, pool, stallMs, roots, cores } = options;
  const ffmpegVersion = (await readVersion(ffmpeg, closing.signal)) ?? 'missing';
  const { childrenFolder, onChildEnded = () => undefined } = options;
  const children = childrenFolder === undefined ? unrecordedChildren : recordChildrenIn(childrenFolder);
  const tools: Tools = { ffmpeg, ffprobe, ffmpegVersion, pool, stallMs, children, onChildEnded };
  const store = await openChunkStore(options.chunksFolder, options.chunkBudgetBytes);
  const dryRun = (config: ExportConfig, signal?: AbortSignal) =>
    planDry({ tools, roots, cores }, config, signal ?? closing.signal);
  let abilities: Promise<FfmpegAbilities> | undefined;
  return {
    tools,
    store,
    render: createRenderer({ tools, store, roots, cores, now: () => new Date(), onBug: options.onBug }),
    dryRun,
    admit: async (config) => {
      if (tools.ffmpegVersion === 'missing') throw ffmpegMissing();
      const preview = await dryRun(config);
      await checkRoom(preview, options);
    },
    probeFile: async (path, signal = closing.signal) =>
      describeSource(await readSource(tools, { path, name: path, signal }), path),
    abilities: () => (abilities ??= probeAbilities(ffmpeg, closing.signal)),
    discardPartials: (folder) => rm(join(folder, 'partial'), { recursive: true, force: true }),
    stopOrphans: async () => {
      if (childrenFolder !== undefined) await killRecordedChildren(childrenFolder);
    },
    close: async () => {
      closing.abort('shutdown');
      await pool.close('shutdown');
    },
  };
}

async function planDry(
  { tools, roots, cores }: { tools: Tools; roots: SourceRoots; cores: number },
  config: ExportConfig,
  signal: AbortSignal,
): Promise<PlanPreview> {
  const edl = edlOf(config);
  const read = await readSources(tools, { edl, roots, signal });
  const sources = config.output.codec === 'copy' ? assumeCopies(read) : read;
  const planned = planExport({ edl, request: renditionRequestOf(config), sources });
  if (!planned.isOk) throw new ProblemError(joinProblems(planned.problems));
  return previewPlan(planned.plan, { cores, facts: sources.map((source) => source?.facts) });
}

async function checkRoom(preview: PlanPreview, options: RenderEngineOptions): Promise<void> {
  await mkdir(options.chunksFolder, { recursive: true });
  const free = await freeBytes(options.chunksFolder);
  if (free - options.reserveBytes >= preview.peakDiskBytes) return;
  throw new ProblemError({
    code: 'NO_ROOM',
    message: `The export needs about ${megabytes(preview.peakDiskBytes)}, and only ${megabytes(Math.max(0, free - options.reserveBytes))} are free.`,
    hint: `Free some room; ${megabytes(options.reserveBytes)} are kept in reserve (DISK_RESERVE_MB).`,
  });
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function ffmpegMissing(): ProblemError {
  return new ProblemError({
    code: 'FFMPEG_MISSING',
    message: 'FFmpeg could not be started.',
    hint: 'Install FFmpeg (apt-get install ffmpeg) or set FFMPEG_PATH.',
  });
}
