import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { outputsOf } from '../contract/exports/export-request.ts';
import type { OutputRequest } from '../contract/exports/rendition.ts';
import type { RenderRequest } from '../contract/exports/render-port.ts';
import { publishText } from '../media/chunks/chunk-store.ts';
import { estimateSeconds, estimateWork } from '../planner/estimates/estimate-work.ts';
import type { ExportPlan } from '../planner/plan/plan.ts';
import { describeFailure } from './attempt/render-problems.ts';
import { openAttempt, type Attempt, type AttemptHooks, type RenderTools } from './attempt/open-attempt.ts';
import { StoppedError } from './child/run-child.ts';
import { gatherMaterials } from './gather-materials.ts';
import { lookForChunks, preparedKey } from './making/look-for-chunks.ts';
import { planPictures, type Materials } from './making/output-work.ts';
import { prepareOutput } from './making/prepare-output.ts';
import type { LookedAhead, PreparationEnd } from './preparing/ports.ts';
import { ownFolderOf, planOutputs } from './plan-outputs.ts';

/** What rendering ahead asks for: an attempt that has no export. */
export type PreparationRequest = Omit<RenderRequest, 'jobId' | 'attempt' | 'outputs'>;

type Preparing = Pick<AttemptHooks, 'signal' | 'onUpdate'>;

/** Builds the function that looks what of an edit is rendered already. It throws a `ProblemError` for what no export could be. */
export function createLooker(shared: RenderTools) {
  return async (request: PreparationRequest, hooks: Preparing): Promise<LookedAhead> => {
    const attempt = openPreparation(shared, request, hooks);
    try {
      return await lookAhead(attempt, await gatherMaterials(attempt, { isDry: true }));
    } finally {
      await attempt.close();
    }
  };
}

/** Builds the function that renders what an export of an edit would encode. */
export function createPreparer(shared: RenderTools) {
  return async (request: PreparationRequest, hooks: Preparing): Promise<PreparationEnd> => {
    const attempt = openPreparation(shared, request, hooks);
    try {
      await mkdir(attempt.partialFolder, { recursive: true });
      await prepare(attempt);
      return { kind: 'prepared' };
    } catch (thrown) {
      const error = await attempt.context.guard.explain(thrown);
      if (hooks.signal.aborted) return { kind: 'stopped' };
      if (error instanceof StoppedError) return { kind: error.reason === 'shutdown' ? 'stopped' : 'yielded' };
      return { kind: 'failed', problem: describeFailure(error) };
    } finally {
      await attempt.close();
    }
  };
}

function openPreparation(shared: RenderTools, request: PreparationRequest, hooks: Preparing): Attempt {
  // Every child listens to it; that is no leak, whatever their number.
  setMaxListeners(0, hooks.signal);
  const outputs = outputsOf(request.config).filter(isPrepared);
  const whole = { ...request, jobId: 'preparation', attempt: 1, outputs: outputs.map(({ id }) => id) };
  return openAttempt(shared, whole, { ...hooks, yields: true });
}

/** Files of nothing but sound are encoded in one piece: what could be kept of them is kept by the movies. */
function isPrepared({ kind }: OutputRequest): boolean {
  return kind !== 'sound';
}

async function lookAhead({ shared, chunks }: Attempt, materials: Materials): Promise<LookedAhead> {
  const planned = materials.requests.map((request, index) => ({
    request,
    plan: planPictures(materials, index),
  }));
  const plans = planned.filter(({ request }) => isPrepared(request)).map(({ plan }) => plan);
  const { ffmpegVersion } = shared.tools;
  const { config, sources } = materials;
  const found = await lookForChunks({ config, sources, plans, store: chunks.store, ffmpegVersion });
  const seconds = (secondsOf: (plan: ExportPlan, isAhead: boolean) => number) =>
    Math.ceil(planned.reduce((sum, { request, plan }) => sum + secondsOf(plan, isPrepared(request)), 0));
  return {
    ...{ chunks: found.chunks, ready: found.ready, keys: found.keys },
    unpreparedSeconds: seconds((plan) => estimateSeconds(plan, shared.cores)),
    preparedSeconds: seconds((plan, isAhead) =>
      isAhead ? leastSeconds(plan) : estimateSeconds(plan, shared.cores),
    ),
  };
}

/** Seconds that reading the sources and looking at the finished file take, whatever it holds. */
const fixedSeconds = 0.5;

/** What an export takes that finds everything: a copy and a check. */
function leastSeconds(plan: ExportPlan): number {
  return fixedSeconds + estimateWork(plan).mux;
}

async function prepare(attempt: Attempt): Promise<void> {
  const { meter, shared, chunks, context } = attempt;
  const materials = await gatherMaterials(attempt);
  for (const output of await planOutputs(attempt, materials)) {
    const { request, index, plan } = output;
    const folder = ownFolderOf(attempt, output);
    await mkdir(folder, { recursive: true });
    const own = meter.begin(request.id);
    await prepareOutput({
      materials,
      request,
      index,
      plan,
      folder,
      meter: own,
      onPlan: async () => undefined,
    });
    meter.end(request.id, {});
  }
  await context.guard.requireUnchanged();
  const { config, sources } = materials;
  const mark = preparedKey({ config, sources, ffmpegVersion: shared.tools.ffmpegVersion });
  await publishText(chunks.store, mark, 'prepared');
}
