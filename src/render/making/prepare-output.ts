import { estimateWork } from '../../planner/estimates/estimate-work.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { withoutSplice } from '../../planner/sound/explain-sound.ts';
import { toNumber } from '../../timeline/rational.ts';
import { decodeJoins } from '../check/joins/decode-joins.ts';
import { lookThrough } from '../check/joins/look-through.ts';
import { sideBySide } from '../child/side-by-side.ts';
import { assembleMovie } from './assemble-movie.ts';
import type { OutputWork } from './output-work.ts';
import { isAsPlanned, renderParts } from './render-parts.ts';
import { withRepairs } from './repair-chunks.ts';

/** Seconds of work that an export of a plan has before it puts its parts together, for one core. */
export function preparableWork(plan: ExportPlan): number {
  const { total, mux, sound } = estimateWork(plan);
  return total - mux - (isSoundKept(plan) ? 0 : sound);
}

/**
 * Renders what an output with pictures encodes into the chunk store, and looks at the joins as its check would: an
 * export that comes after it finds the chunks, and the joins known to be good. Makes no file. Throws as a render does.
 */
export async function prepareOutput(work: OutputWork): Promise<void> {
  const { materials, meter } = work;
  const { context, chunks, mixes, prepareAgain } = materials;
  meter.expect({
    weight: preparableWork(work.plan),
    frames: work.plan.frames,
    outputSeconds: work.plan.frames / toNumber(work.plan.format.rate),
  });
  meter.enter('rendering', 'Preparing');
  await withRepairs({ chunks, mixes, log: context.log }, async (isAgain) =>
    prepareParts(work, isAgain ? await prepareAgain() : materials.sources),
  );
}

async function prepareParts(
  { materials, plan: whole, folder, meter }: OutputWork,
  sources: OutputWork['materials']['sources'],
): Promise<void> {
  const { context, chunks, mixes, heard, names } = materials;
  const { store } = chunks;
  const planned = isSoundKept(whole) ? whole : { ...whole, audio: null };
  const estimate = estimateWork(planned);
  const about = { sources, heard, names, store, mixes, folder, meter };
  const rendered = await renderParts(context, { ...about, plan: planned, work: estimate });
  const plan = isAsPlanned(rendered, planned) ? planned : withoutSplice(planned);
  const sound = rendered.sound?.kind === 'aac' ? rendered.sound : undefined;
  const parts = { ...about, plan, chunks: rendered.chunks };
  const { video } = await assembleMovie({ ...parts, sound }, context.signal);
  const [joins] = await sideBySide(context, (own) => [
    decodeJoins(own, { ...parts, runs: video.runs }),
    lookThrough(own, { ...parts, runs: video.runs }),
  ]);
  await joins.remember(joins.stretches.filter((stretch) => !joins.bad.has(stretch)));
  meter.part(estimate.verify)(1, 0);
}

/** Opus is encoded in one piece into the export's own folder: what is made of it ahead would be lost. */
function isSoundKept({ audio }: ExportPlan): boolean {
  return audio?.kind !== 'encode' || audio.codec === 'aac';
}
