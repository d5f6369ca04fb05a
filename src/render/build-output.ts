import { estimateWork, type WorkEstimate } from '../planner/estimate-work.ts';
import { withoutSplice } from '../planner/explain-sound.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { toNumber } from '../timeline/rational.ts';
import { assembleMovie } from './assemble-movie.ts';
import { decodeJoins } from './check/decode-joins.ts';
import { muxExport } from './mux-export.ts';
import { isAsPlanned, renderParts, type PartsToRender } from './render-parts.ts';
import type { ChildContext } from './child/run-child.ts';
import { sideBySide } from './child/side-by-side.ts';
import { checkFinished, concludeChecks, type Verification } from './check/verify-export.ts';

export interface OutputToBuild extends Omit<PartsToRender, 'work'> {
  /** Told where something else was rendered than was planned. */
  readonly onPlan: (plan: ExportPlan) => Promise<void>;
}

export interface BuiltOutput extends Verification {
  /** The finished file, in the attempt's folder. */
  readonly path: string;
  /** What was rendered in the end. */
  readonly plan: ExportPlan;
}

/** How the check of an export is shared out: decoding its joins, and looking at the finished file. */
const shareOfDecoding = 0.8;

/** Renders what a plan asks for, puts it together and checks it. */
export async function buildOutput(context: ChildContext, work: OutputToBuild): Promise<BuiltOutput> {
  const { plan: planned, meter } = work;
  const estimate = estimateWork(planned);
  meter.expect({
    weight: estimate.total,
    frames: planned.frames,
    outputSeconds: planned.frames / toNumber(planned.format.rate),
  });
  meter.enter('rendering', 'Rendering');
  const parts = await renderParts(context, { ...work, work: estimate });
  const plan = isAsPlanned(parts, planned) ? planned : withoutSplice(planned);
  if (plan !== planned) await work.onPlan(plan);
  const verification = await putTogether(context, { ...work, ...parts, plan }, estimate);
  return { plan, ...verification };
}

type Parts = OutputToBuild & Awaited<ReturnType<typeof renderParts>>;

/**
 * Writes the file and checks it. Writing waits for the disk and decoding for the cores: the joins are looked at while
 * they are written, and the rest of the finished file while joins are still decoded.
 */
async function putTogether(
  outer: ChildContext,
  parts: Parts,
  { mux, verify }: Pick<WorkEstimate, 'mux' | 'verify'>,
): Promise<Omit<BuiltOutput, 'plan'>> {
  const { sound, meter } = parts;
  meter.enter('muxing', 'Putting picture and sound together');
  const onMuxed = meter.part(mux);
  const onDecoded = meter.part(shareOfDecoding * verify);
  const onChecked = meter.part((1 - shareOfDecoding) * verify);
  const spec = await assembleMovie({ ...parts, sound: sound?.kind === 'aac' ? sound : undefined });
  const [{ muxed, finished }, joins] = await sideBySide(outer, (context) => [
    muxExport(context, { ...parts, spec, onShare: onMuxed }).then(async (muxed) => {
      meter.enter('verifying', 'Checking the finished file');
      return { muxed, finished: await checkFinished(context, { ...parts, ...muxed }) };
    }),
    decodeJoins(context, { ...parts, runs: spec.video.runs }).then((decoded) => {
      onDecoded(1, 0);
      return decoded;
    }),
  ]);
  const { path, copies } = muxed;
  const verification = await concludeChecks(finished, { joins, copies }, outer.signal);
  onChecked(1, 0);
  return { path, ...verification };
}
