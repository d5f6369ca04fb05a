import { ProblemError } from '../../contract/problems.ts';
import { DamagedChunkError } from '../../media/chunks/chunk-seal.ts';
import { estimateWork, type WorkEstimate } from '../../planner/estimates/estimate-work.ts';
import { withoutSplice } from '../../planner/sound/explain-sound.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { toNumber } from '../../timeline/rational.ts';
import { assembleMovie } from './assemble-movie.ts';
import { lookThrough } from '../check/joins/look-through.ts';
import { decodeJoins } from '../check/joins/decode-joins.ts';
import type { MovieTexts } from '../movie/movie-texts.ts';
import { muxExport } from './mux-export.ts';
import { isAsPlanned, renderParts, type PartsToRender } from './render-parts.ts';
import { StoppedError, type ChildContext } from '../child/run-child.ts';
import { sideBySide } from '../child/side-by-side.ts';
import { checkFinished, concludeChecks, type Verification } from '../check/verify-export.ts';

/** Putting the parts together or looking at the result failed, and not for want of anything: `cause` says how. */
export class AssemblyFault extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : 'the parts could not be put together', { cause });
    this.name = 'AssemblyFault';
  }
}

export interface OutputToBuild extends Omit<PartsToRender, 'work'> {
  /** Told where something else was rendered than was planned. */
  readonly onPlan: (plan: ExportPlan) => Promise<void>;
  /** What the movie carries of words: an MP4 as tracks of its own, a WebM its chapters. */
  readonly texts?: MovieTexts | undefined;
}

export interface BuiltOutput extends Verification {
  /** The finished file, in the attempt's folder. */
  readonly path: string;
  /** What was rendered in the end. */
  readonly plan: ExportPlan;
}

/** How the check of an export is shared out: decoding its joins, and looking at the finished file. */
const shareOfDecoding = 0.8;

/** Renders what a plan asks for, puts it together and checks it. Throws an `AssemblyFault` where copies may be at fault. */
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
  const verification = await putTogether(context, { ...work, ...parts, plan }, estimate).catch(
    (error: unknown) => {
      throw mayLieInCopies(error, context.signal) ? new AssemblyFault(error) : error;
    },
  );
  return { plan, ...verification };
}

/** Not a full disk, a stopped export, a file that is gone or a chunk that has to be made again: those are no better where nothing is copied. */
function mayLieInCopies(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted || error instanceof StoppedError || !(error instanceof Error)) return false;
  if (error instanceof DamagedChunkError) return false;
  if (error instanceof ProblemError) return error.problem.code === 'CHILD_CRASHED';
  const isOfTheSystem = 'code' in error;
  return !isOfTheSystem;
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
  const tracks = {
    ...parts,
    sound: sound?.kind === 'aac' ? sound : undefined,
    texts: parts.plan.container === 'mp4' ? parts.texts : undefined,
  };
  const spec = await assembleMovie(tracks, outer.signal);
  const [{ muxed, finished }, joins, pictures] = await sideBySide(outer, (context) => [
    muxExport(context, { ...parts, spec, onShare: onMuxed }).then(async (muxed) => {
      meter.enter('verifying', 'Checking the finished file');
      return { muxed, finished: await checkFinished(context, { ...parts, ...muxed }) };
    }),
    decodeJoins(context, { ...parts, runs: spec.video.runs }).then((decoded) => {
      onDecoded(1, 0);
      return decoded;
    }),
    lookThrough(context, { ...parts, runs: spec.video.runs }),
  ]);
  const { path, copies } = muxed;
  const verification = await concludeChecks(finished, { joins, copies, pictures }, outer.signal);
  onChecked(1, 0);
  return { path, ...verification };
}
