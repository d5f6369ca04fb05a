import { setMaxListeners } from 'node:events';
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanFile } from '../contract/plan-preview.ts';
import { ProblemError } from '../contract/problems.ts';
import type { RenderOutcome, RenderRequest, RenderUpdate } from '../contract/render-port.ts';
import type { Warning } from '../contract/status.ts';
import { openAttemptChunks, type AttemptChunks } from './child/attempt-chunks.ts';
import type { ChunkStore } from '../media/chunks/chunk-store.ts';
import { folderBytes } from '../disk/disk-space.ts';
import { readSource, type ReadSource, type SourceToRead } from '../media/reading/read-source.ts';
import { createSourceGuard } from '../media/reading/source-guard.ts';
import type { SourceRoots } from '../media/library/resolve-source.ts';
import type { Tools } from '../media/reading/tools.ts';
import { estimateSpace } from '../planner/estimate-bytes.ts';
import type { Withheld } from '../planner/plan-export.ts';
import { summarisePlan } from '../planner/plan-stats.ts';
import { previewPlan } from '../planner/preview-plan.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { buildOutput, type BuiltOutput } from './build-output.ts';
import { buildVerified } from './build-verified.ts';
import { openChildLog } from './child/child-log.ts';
import { prepareCopies, spaceForCopies } from './pictures/prepare-copies.ts';
import { createProgressMeter, type ProgressMeter } from './progress.ts';
import { publishExport } from './publish-export.ts';
import { readSources } from './admission/read-sources.ts';
import { chunkKeysOf } from './render-parts.ts';
import { joinProblems } from './admission/join-problems.ts';
import { describeFailure } from './render-problems.ts';
import { withRepairs } from './repair-chunks.ts';
import type { AttemptSpace, ExportSpace, SpentBytes } from './space/export-space.ts';
import type { Threads } from '../threads/open-threads.ts';
import { StoppedError, type ChildContext } from './child/run-child.ts';

/** What every export of one server shares. */
export interface RenderTools {
  readonly tools: Tools;
  readonly store: ChunkStore;
  readonly space: ExportSpace;
  readonly roots: SourceRoots;
  readonly threads: Threads;
  /** Cores the children share, for estimates. */
  readonly cores: number;
  readonly now: () => Date;
  /** Called with anything that is a bug, for the log; the person who asked sees a sentence without details. */
  readonly onBug: (error: unknown, jobId: string) => void;
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onUpdate: (update: RenderUpdate) => void;
  /** Throws when the export belongs to another server by now. */
  readonly requireOurs?: () => void;
}

/** Builds the function that renders one export from its config to its verified file. */
export function createRenderer(shared: RenderTools) {
  return async (request: RenderRequest, hooks: Hooks): Promise<RenderOutcome> => {
    // Every child of the export listens to it; that is no leak, whatever their number.
    setMaxListeners(0, hooks.signal);
    const attempt = openAttempt(shared, request, hooks);
    try {
      await mkdir(attempt.partialFolder, { recursive: true });
      return await runAttempt(attempt);
    } catch (thrown) {
      const error = await attempt.context.guard.explain(thrown);
      if (hooks.signal.aborted) return stopped(hooks.signal);
      if (error instanceof StoppedError) return { kind: 'stopped', reason: error.reason };
      const problem = describeFailure(error);
      if (problem.code === 'INTERNAL') shared.onBug(error, request.jobId);
      return { kind: 'failed', problem, warnings: attempt.warnings() };
    } finally {
      await attempt.close();
    }
  };
}

/** One attempt with all it owns: its folder of partial files, its log, its meter. */
interface Attempt {
  readonly shared: RenderTools;
  readonly request: RenderRequest;
  readonly context: ChildContext;
  readonly meter: ProgressMeter;
  readonly partialFolder: string;
  readonly requireOurs: (() => void) | undefined;
  readonly chunks: AttemptChunks;
  readonly space: AttemptSpace;
  readonly warnings: () => readonly Warning[];
  readonly warn: (warning: Warning) => void;
  /** Removes the partial files, gives space and chunks free and ends the log. */
  readonly close: () => Promise<void>;
}

function openAttempt(shared: RenderTools, request: RenderRequest, hooks: Hooks): Attempt {
  // A folder of its own: a server that was taken for dead and wakes up tidies away what is its own and no more.
  const partialRoot = join(request.folder, 'partial');
  const partialFolder = join(partialRoot, request.attemptToken);
  const log = openChildLog(join(request.folder, 'log.ndjson'), { attempt: request.attempt, now: shared.now });
  const warnings: Warning[] = [];
  const guard = createSourceGuard(hooks.signal);
  const chunks = openAttemptChunks(shared.store, guard);
  const space = shared.space.openAttempt(request.jobId, () => countSpent(chunks, partialFolder));
  return {
    shared,
    request,
    context: { tools: shared.tools, signal: hooks.signal, log, guard, priority: -request.order },
    meter: createProgressMeter({ now: () => performance.now(), onUpdate: hooks.onUpdate }),
    partialFolder,
    requireOurs: hooks.requireOurs,
    chunks,
    space,
    warnings: () => warnings,
    warn: (warning) => warnings.push(warning),
    close: async () => {
      chunks.release();
      space.release();
      // What cannot be tidied up says nothing of the export, which may have been published by now.
      const onTrouble = (error: unknown) => shared.onBug(error, request.jobId);
      await rm(partialFolder, { recursive: true, force: true }).catch(onTrouble);
      // Stays while another attempt's folder lies in it.
      await rmdir(partialRoot).catch(() => undefined);
      await shared.store.evict().catch(onTrouble);
      await log.flush();
    },
  };
}

function stopped(signal: AbortSignal): RenderOutcome {
  return { kind: 'stopped', reason: signal.reason === 'shutdown' ? 'shutdown' : 'cancel' };
}

async function runAttempt(attempt: Attempt): Promise<RenderOutcome> {
  const { meter, request, context } = attempt;
  meter.enter('probing', 'Reading the sources');
  const { tools, roots } = attempt.shared;
  const readWatched = async (source: SourceToRead) => {
    const found = await readSource(tools, source);
    // From here on everything that is made of it counts only while it stays as it was read.
    context.guard.watch(found);
    return found;
  };
  // Read again, whatever an earlier look at the files has found: what is rendered is what lies there now.
  const read = await readSources(
    { read: readWatched },
    { config: request.config, roots, signal: context.signal },
  );
  const isCopying = request.config.output.codec === 'copy';
  const prepare = async () => (isCopying ? prepareCopies(context, attempt.chunks.store, read) : read);
  if (isCopying) await takeSpaceForCopies(attempt, read);
  const sources = await prepare();
  meter.enter('planning', 'Planning the export');
  const plan = await settlePlan(attempt, sources, undefined);
  await takeSpace(attempt, plan, sources);
  const built = await buildVerified({
    plan,
    replan: (withheld) => settlePlan(attempt, sources, withheld),
    build: (settled) =>
      withRepairs({ chunks: attempt.chunks, log: context.log }, async (isAgain) =>
        build(attempt, settled, isAgain ? await prepare() : sources),
      ),
    warn: attempt.warn,
    log: context.log,
  });
  return publish(attempt, built);
}

/** Plans, and tells everybody the plan; `withheld` says what may not be copied when it is planned again. */
async function settlePlan(
  attempt: Attempt,
  sources: Sources,
  withheld: Withheld | undefined,
): Promise<ExportPlan> {
  const { config } = attempt.request;
  const { threads } = attempt.shared;
  const planned = await threads.plan({ config, sources, ...withheld }, attempt.context.signal);
  if (!planned.isOk) throw new ProblemError(joinProblems(planned.problems));
  if (!withheld) planned.plan.warnings.forEach(attempt.warn);
  await tellPlan(attempt, planned.plan, sources);
  return planned.plan;
}

/** What is repackaged is written before anything is planned: its share of what was promised, or all of what it takes. */
async function takeSpaceForCopies(attempt: Attempt, read: Sources): Promise<void> {
  const { chunks, context, space } = attempt;
  const temporary = await spaceForCopies(context, chunks, read);
  if (temporary > 0) await space.beginEarly({ kept: 0, temporary });
}

function countSpent(chunks: AttemptChunks, partialFolder: string): SpentBytes {
  const before = chunks.publishedBytes();
  return async () => chunks.publishedBytes() - before + (await folderBytes(partialFolder));
}

/** Asks for the space that the export really takes; what an earlier attempt has rendered is there already. */
async function takeSpace(attempt: Attempt, plan: ExportPlan, sources: Sources): Promise<void> {
  const { chunks, shared, space } = attempt;
  const keys = chunkKeysOf({ plan, sources }, shared.tools.ffmpegVersion);
  // First of all: making space for this export must not cost it its own chunks.
  chunks.keep(keys);
  const there = await shared.store.bytesOf(keys);
  const { output, peak, repackaged } = estimateSpace(
    plan,
    sources.map((source) => source?.facts),
  );
  // What is repackaged lies there by now.
  const need = { kept: output, temporary: Math.max(0, peak - output - repackaged - there) };
  await space.begin(need);
}

type Sources = readonly (ReadSource | undefined)[];

async function tellPlan(attempt: Attempt, plan: ExportPlan, sources: Sources): Promise<void> {
  const { request, shared } = attempt;
  attempt.meter.setPlan(summarisePlan(plan), attempt.warnings());
  const file: PlanFile = {
    schemaVersion: 1,
    ...previewPlan(plan, { cores: shared.cores, facts: sources.map((source) => source?.facts) }),
    sources: request.config.sources.map(({ id, name }) => ({ id, name })),
  };
  await writeFile(join(request.folder, 'plan.json'), JSON.stringify(file));
}

async function build(attempt: Attempt, plan: ExportPlan, sources: Sources): Promise<BuiltOutput> {
  const { context, meter, partialFolder: folder, chunks, request } = attempt;
  const names = request.config.sources.map(({ name, filePath }) => name || filePath);
  const onPlan = (changed: ExportPlan) => tellPlan(attempt, changed, sources);
  const built = await buildOutput(context, {
    ...{ plan, sources, names, store: chunks.store, folder, meter, onPlan },
  });
  // Before its check is believed: what was copied was read by this process itself.
  await context.guard.requireUnchanged();
  return built;
}

async function publish(attempt: Attempt, { plan, path, report }: BuiltOutput): Promise<RenderOutcome> {
  const { meter, context, request, partialFolder, requireOurs } = attempt;
  meter.enter('publishing', 'Publishing the file');
  context.signal.throwIfAborted();
  await context.guard.requireUnchanged();
  const finished = { plan, path, report, warnings: [...attempt.warnings()] };
  return publishExport(finished, { request, partialFolder, requireOurs });
}
