import type { Children } from '../../children/open-children.ts';
import type { ExportConfig } from '../../contract/parse-config.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import { ProblemError } from '../../contract/problems.ts';
import { resolveSource, type SourceRoots } from '../../media/library/resolve-source.ts';
import type { ReadingNotes } from '../../media/reading/reading-notes.ts';
import type { SourceReadings } from '../../media/reading/source-readings.ts';
import { readEncoders, readFilters } from '../../media/tools/probe-capabilities.ts';
import type { Threads } from '../../threads/open-threads.ts';
import type { DryPlan } from '../../threads/plan-task.ts';
import { assumeCopies } from '../pictures/prepare-copies.ts';
import type { ExportSpace } from '../space/export-space.ts';
import type { SpaceNeed } from '../space/space-ledger.ts';
import { joinProblems } from './join-problems.ts';
import { readSources } from './read-sources.ts';
import { requireEncoders, requireFfmpeg, requireFilters } from './require-abilities.ts';

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
   * then on its space is promised to it, until it is released.
   */
  readonly admit: (config: ExportConfig) => Promise<void>;
  /** Space that an export of an earlier server takes; undefined where it cannot be planned. */
  readonly spaceOf: (config: ExportConfig) => Promise<SpaceNeed | undefined>;
}

export function openAdmission(options: AdmissionOptions): Admission {
  const { children, ffmpegVersion, space, signal } = options;
  let encodersListed: ReturnType<typeof readEncoders> | undefined;
  let filtersListed: ReturnType<typeof readFilters> | undefined;
  return {
    dryRun: async (config, stop = signal) => (await planDry(options, config, stop)).preview,
    admit: async (config) => {
      requireFfmpeg(ffmpegVersion);
      encodersListed ??= readEncoders(children, signal);
      filtersListed ??= readFilters(children, signal);
      const [{ encoders, filters, need }, ...listed] = await Promise.all([
        planDry(options, config, signal),
        encodersListed,
        filtersListed,
      ]);
      requireEncoders(encoders, listed[0]);
      requireFilters(filters, listed[1], config);
      await space.promise(config.id, need);
    },
    spaceOf: async (config) => {
      if (await hasSuspect(options, config)) return undefined;
      const planned = await planDry(options, config, signal).catch(() => undefined);
      return planned?.need;
    },
  };
}

/** A start looks at no file over which an earlier one may have died; its export gets its space when its turn comes. */
async function hasSuspect(
  { notes, roots, signal }: AdmissionOptions,
  { sources }: ExportConfig,
): Promise<boolean> {
  if (!notes) return false;
  for (const { filePath } of sources) {
    const path = await resolveSource(filePath, roots).catch(() => undefined);
    if (path !== undefined && (await notes.isSuspect(path, signal))) return true;
  }
  return false;
}

type Planned = Extract<DryPlan, { isOk: true }>;

async function planDry(
  { readings, roots, cores, threads }: AdmissionOptions,
  config: ExportConfig,
  signal: AbortSignal,
): Promise<Planned> {
  const read = await readSources(readings, { config, roots, signal });
  const sources = config.output.codec === 'copy' ? assumeCopies(read) : read;
  const planned = await threads.planDry({ config, sources, cores }, signal);
  if (!planned.isOk) throw new ProblemError(joinProblems(planned.problems));
  return planned;
}
