import { estimateWork } from '../planner/estimate-work.ts';
import { withoutSplice } from '../planner/explain-sound.ts';
import type { ExportPlan } from '../planner/plan.ts';
import { toNumber } from '../timeline/rational.ts';
import { assembleMovie } from './assemble-movie.ts';
import { decodeJoins, type DecodedJoins } from './decode-joins.ts';
import { muxExport, type MuxedExport } from './mux-export.ts';
import { isAsPlanned, renderParts, type PartsToRender } from './render-parts.ts';
import type { ChildContext } from './run-child.ts';
import { sideBySide } from './side-by-side.ts';
import { verifyExport, type Verification } from './verify-export.ts';

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

/** Of the check of an export, what is decoded while it is written. */
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
  meter.enter('muxing', 'Putting picture and sound together');
  const { muxed, joins } = await putTogether(
    context,
    { ...work, ...parts, plan },
    {
      mux: meter.part(estimate.mux),
      decode: meter.part(shareOfDecoding * estimate.verify),
    },
  );
  meter.enter('verifying', 'Checking the finished file');
  const onShare = meter.part((1 - shareOfDecoding) * estimate.verify);
  const verification = await verifyExport(context, { ...work, ...parts, ...muxed, plan, joins, onShare });
  return { path: muxed.path, plan, ...verification };
}

type OnShare = (share: number, frames: number) => void;
type Parts = OutputToBuild & Awaited<ReturnType<typeof renderParts>>;

/** Writing waits for the disk and decoding for the cores: the joins are looked at while they are written. */
async function putTogether(
  outer: ChildContext,
  parts: Parts,
  report: { readonly mux: OnShare; readonly decode: OnShare },
): Promise<{ muxed: MuxedExport; joins: DecodedJoins }> {
  const { sound } = parts;
  const spec = await assembleMovie({ ...parts, sound: sound?.kind === 'aac' ? sound : undefined });
  let muxed: MuxedExport | undefined;
  let joins: DecodedJoins | undefined;
  await sideBySide(outer, (context) => [
    muxExport(context, { ...parts, spec, onShare: report.mux }).then((result) => {
      muxed = result;
    }),
    decodeJoins(context, { ...parts, runs: spec.video.runs }).then((result) => {
      joins = result;
      report.decode(1, 0);
    }),
  ]);
  if (!muxed || !joins) throw new TypeError('A part that ended without a failure answered nothing.');
  return { muxed, joins };
}
