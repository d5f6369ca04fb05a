import { setMaxListeners } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import type { RenderOutcome, RenderRequest } from '../contract/exports/render-port.ts';
import { StoppedError } from './child/run-child.ts';
import { openAttempt, type Attempt, type AttemptHooks, type RenderTools } from './attempt/open-attempt.ts';
import type { Warning } from '../contract/exports/status.ts';
import { heardStretches } from '../planner/estimates/used-footage.ts';
import { createWarnOfChannels } from './admission/warn-of-channels.ts';
import { gatherMaterials } from './gather-materials.ts';
import { makeOutput } from './making/make-output.ts';
import { fetchAhead } from './pictures/fetch-ahead.ts';
import { ownFolderOf, planOutputs, tellPlans, type PlannedOutput } from './plan-outputs.ts';
import { describeFailure } from './attempt/render-problems.ts';
import type { Materials } from './making/output-work.ts';

/** Builds the function that renders one export from its config to its verified files. */
export function createRenderer(shared: RenderTools) {
  return async (request: RenderRequest, hooks: AttemptHooks): Promise<RenderOutcome> => {
    // Every child of the export listens to it; that is no leak, whatever their number.
    setMaxListeners(0, hooks.signal);
    const attempt = openAttempt(shared, request, hooks);
    try {
      await mkdir(attempt.partialFolder, { recursive: true });
      return await runAttempt(attempt);
    } catch (thrown) {
      return await outcomeOf(attempt, thrown);
    } finally {
      await attempt.close();
    }
  };
}

async function outcomeOf(attempt: Attempt, thrown: unknown): Promise<RenderOutcome> {
  const { context, shared, request } = attempt;
  const { signal } = context;
  const error = await context.guard.explain(thrown);
  if (signal.aborted)
    return { kind: 'stopped', reason: signal.reason === 'shutdown' ? 'shutdown' : 'cancel' };
  if (error instanceof StoppedError) return { kind: 'stopped', reason: error.reason };
  const problem = describeFailure(error);
  if (problem.code === 'INTERNAL') shared.onBug(error, request.jobId);
  return { kind: 'failed', problem, warnings: attempt.warnings(), outputs: attempt.meter.outputs() };
}

async function runAttempt(attempt: Attempt): Promise<RenderOutcome> {
  const materials = await gatherMaterials(attempt);
  const planned = await planOutputs(attempt, materials);
  const heard = listen(attempt, materials, planned);
  const plans = planned.map(({ plan }) => plan);
  const stopFetching = fetchAhead(plans, materials.sources, attempt.context.signal);
  try {
    return await makeAll(attempt, materials, { planned, heard });
  } finally {
    await stopFetching();
  }
}

/** Makes and publishes one output after another. What fails keeps none of the others from being made. */
async function makeAll(
  attempt: Attempt,
  materials: Materials,
  { planned, heard }: Omit<OutputInTurn, 'output'>,
): Promise<RenderOutcome> {
  const failures: unknown[] = [];
  for (const output of planned) {
    try {
      await makeOne(attempt, materials, { output, planned, heard });
    } catch (error) {
      if (attempt.context.signal.aborted || error instanceof StoppedError || planned.length === 1)
        throw error;
      failures.push(error);
      attempt.meter.end(output.request.id, {
        problem: describeFailure(await attempt.context.guard.explain(error)),
      });
    }
  }
  const outputs = attempt.meter.outputs();
  if (failures.length > 0) throw failures[0];
  const { output, report } = outputs[0] ?? {};
  if (!output || !report) throw new Error('An attempt has made nothing');
  return { kind: 'completed', output, report, warnings: [...attempt.warnings()], outputs };
}

interface OutputInTurn {
  readonly output: PlannedOutput;
  readonly planned: readonly PlannedOutput[];
  /** What is to be said of how the sources sound; known by the time the first output is made. */
  readonly heard: Promise<readonly Warning[]>;
}

/** Listens to the sources beside the rendering. That it cannot says nothing of the export. */
async function listen(
  { context, shared }: Attempt,
  { config, sources, heard }: Materials,
  planned: readonly PlannedOutput[],
): Promise<readonly Warning[]> {
  if (planned.every(({ plan }) => !plan.audio)) return [];
  const warnOfChannels = createWarnOfChannels(shared.tools.children);
  const sounds = sources.map((source, index) => source ?? heard[index]);
  const used = planned.flatMap(({ plan }) => heardStretches(plan));
  const within = (index: number) => used.filter(({ source }) => source === index);
  return warnOfChannels(config, { sources: sounds, within }, context.signal).catch(() => []);
}

async function makeOne(
  attempt: Attempt,
  materials: Materials,
  { output, planned, heard }: OutputInTurn,
): Promise<void> {
  const { context, shared } = attempt;
  const { id } = output.request;
  const meter = attempt.meter.begin(id);
  const folder = ownFolderOf(attempt, output);
  await mkdir(folder, { recursive: true });
  const made = await makeOutput({
    ...{ materials, request: output.request, index: output.index, plan: output.plan, folder, meter },
    onPlan: async (plan) => {
      output.plan = plan;
      await tellPlans(attempt, materials, planned);
    },
  });
  meter.enter('publishing', 'Publishing the file');
  (await heard).forEach(attempt.warn);
  context.signal.throwIfAborted();
  await context.guard.requireUnchanged();
  const { size: bytes } = await stat(made.path);
  const { path, report } = made;
  const finished = { output: { bytes, ...made.output }, report };
  await shared.publish({ path, file: output.file, ...finished, warnings: [...attempt.warnings()] });
  attempt.meter.end(id, finished);
}
