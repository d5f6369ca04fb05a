import type { Children } from '../../children/open-children.ts';
import { mayCopy, outputFileOf, outputsOf, sourcesOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { PlanPreview } from '../../contract/exports/plan-preview.ts';
import { ProblemError } from '../../contract/problems.ts';
import { resolveSource, type SourceRoots } from '../../media/library/resolve-source.ts';
import type { ReadingNotes } from '../../media/reading/kept/reading-notes.ts';
import type { SourceReadings } from '../../media/reading/kept/source-readings.ts';
import { readEncoders, readFilters } from '../../media/tools/probe-capabilities.ts';
import type { Threads } from '../../threads/open-threads.ts';
import { assumeCopies } from '../pictures/prepare-copies.ts';
import type { ExportSpace } from '../space/export-space.ts';
import type { SpaceNeed } from '../space/space-ledger.ts';
import { joinPlans, type DryPlans, type PlannedDry } from './join-plans.ts';
import { joinProblems } from './join-problems.ts';
import { readCaptions } from './read-captions.ts';
import { readHeard, readSources } from './read-sources.ts';
import { requireEncoders, requireFfmpeg, requireFilters } from './require-abilities.ts';
import { requireMemory } from './require-memory.ts';
import { createWarnOfChannels } from './warn-of-channels.ts';
import type { UsedFootage } from '../../planner/estimates/used-footage.ts';
import { isAnyRemote, weighFootage, type FootageOfPlan } from './weigh-footage.ts';
import { usableMemory } from '../../supervisor/process/usable-memory.ts';

export interface AdmissionOptions {
  readonly children: Children;
  readonly ffmpegVersion: string;
  readonly readings: SourceReadings;
  /** What was being read when an earlier server died. */
  readonly notes: ReadingNotes | undefined;
  readonly roots: SourceRoots;
  readonly threads: Threads;
  readonly space: ExportSpace;
  /** Cores the children share, for estimates. */
  readonly cores: number;
  /** Stops everything. */
  readonly signal: AbortSignal;
}

/** What is asked before an export is taken. Makes nothing, and promises space. */
export interface Admission {
  /** What an export would do; writes nothing. */
  readonly dryRun: (config: ExportConfig, signal?: AbortSignal) => Promise<PlanPreview>;
  /**
   * Checks sources, encoders, filters and space; rejects with the `ProblemError` that speaks against the export. From
   * then on its space is promised to it, until it is released. Answers how long it takes by its plan. All outputs
   * are meant unless some are named.
   */
  readonly admit: (config: ExportConfig, outputs?: readonly string[]) => Promise<Admitted>;
  /** Space that an export of an earlier server takes; undefined where it cannot be planned. */
  readonly spaceOf: (config: ExportConfig) => Promise<SpaceNeed | undefined>;
}

export interface Admitted {
  readonly estimatedSeconds: number;
}

export function openAdmission(options: AdmissionOptions): Admission {
  const { children, ffmpegVersion, space, signal } = options;
  let encodersListed: ReturnType<typeof readEncoders> | undefined;
  let filtersListed: ReturnType<typeof readFilters> | undefined;
  const warnOfChannels = createWarnOfChannels(children);
  return {
    dryRun: async (config, stop = signal) => {
      const { used, footage, ...planned } = await planDry(options, { config, signal: stop });
      const fromStorage = await weighFootage(used, footage);
      const preview = { ...planned.preview, ...(fromStorage && { fromStorage }) };
      if (preview.audioCodec === null) return preview;
      const sounds = footage.sources.map((source, index) => source ?? footage.heard[index]);
      const warnings = await warnOfChannels(config, { sources: sounds }, stop);
      return { ...preview, warnings: [...preview.warnings, ...warnings] };
    },
    admit: async (config, outputs) => {
      requireFfmpeg(ffmpegVersion);
      encodersListed ??= readEncoders(children, signal);
      filtersListed ??= readFilters(children, signal);
      const [{ encoders, filters, need, preview }, ...listed] = await Promise.all([
        planDry(options, { config, outputs, signal }),
        encodersListed,
        filtersListed,
      ]);
      requireEncoders(encoders, listed[0]);
      requireMemory(encoders, usableMemory());
      requireFilters(filters, listed[1], config);
      await space.promise(config.id, need);
      return { estimatedSeconds: preview.estimatedSeconds };
    },
    spaceOf: async (config) => {
      if (await hasSuspect(options, config)) return undefined;
      const planned = await planDry(options, { config, signal }).catch(() => undefined);
      return planned?.need;
    },
  };
}

/** A start looks at no file over which an earlier one may have died; its export gets its space when its turn comes. */
async function hasSuspect(
  { notes, roots, signal }: AdmissionOptions,
  config: ExportConfig,
): Promise<boolean> {
  if (!notes) return false;
  for (const { source } of sourcesOf(config)) {
    const path = await resolveSource(source.path, roots).catch(() => undefined);
    if (path !== undefined && (await notes.isSuspect(path, signal))) return true;
  }
  return false;
}

interface ConfigToPlan {
  readonly config: ExportConfig;
  /** Ids of those that are meant; all where it is left out. */
  readonly outputs?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

interface PlannedFootage extends DryPlans {
  /** What each output reads of it; nothing where none of it lies elsewhere. */
  readonly used: readonly UsedFootage[];
  readonly footage: FootageOfPlan;
}

/** The plans of all outputs that are meant, as one. */
async function planDry(
  { readings, roots, cores, threads }: AdmissionOptions,
  { config, outputs: wanted, signal }: ConfigToPlan,
): Promise<PlannedFootage> {
  const [read, heard] = await Promise.all([
    readSources(readings, { config, roots, signal }),
    readHeard(readings, { config, roots, signal }),
  ]);
  const captions = await readCaptions(config, roots);
  const sources = mayCopy(config) ? assumeCopies(read) : read;
  const footage = { sources: read, heard };
  const planned: PlannedDry[] = [];
  for (const [index, request] of outputsOf(config).entries()) {
    if (wanted && !wanted.includes(request.id)) continue;
    const task = { config, output: index, sources, heard, cores, ...(captions && { captions }) };
    const isRemote = isAnyRemote(footage);
    const plan = await threads.planDry({ ...task, isAnyRemote: isRemote }, signal);
    if (!plan.isOk) throw new ProblemError(joinProblems(plan.problems));
    const file = outputFileOf(request, index);
    planned.push({ ...plan, view: { id: request.id, kind: request.kind, file, ...plan.preview } });
  }
  return { ...joinPlans(planned), used: planned.flatMap(({ used }) => used ?? []), footage };
}
