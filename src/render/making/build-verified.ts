import type { Warning } from '../../contract/exports/status.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import type { Withheld } from '../../planner/plan/plan-input.ts';
import { AssemblyFault, type BuiltOutput } from './build-output.ts';
import type { ChildLog } from '../child/child-log.ts';
import { copyingFailed, failedChecks, notVerified, spliceWarnings } from '../attempt/render-problems.ts';

export interface VerifiedBuild {
  /** The first plan, in which nothing is withheld. */
  readonly plan: ExportPlan;
  readonly replan: (withheld: Withheld) => Promise<ExportPlan>;
  /** Renders, puts together and checks; throws an `AssemblyFault` where it could not be put together. */
  readonly build: (plan: ExportPlan) => Promise<BuiltOutput>;
  readonly warn: (warning: Warning) => void;
  readonly log: ChildLog;
}

/**
 * Builds an export until it passes its check: first as planned, then without what the check rejected, and at last
 * with nothing copied at all, whatever the check was that failed. Throws what stands against the last of them.
 */
export async function buildVerified(work: VerifiedBuild): Promise<BuiltOutput> {
  const first = await attemptBuild(work, work.plan);
  if (first.isOk) return first.built;
  const rejected = withheldOf(first.built);
  if (rejected) {
    spliceWarnings(rejected).forEach(work.warn);
    const second = await attemptBuild(work, await work.replan(rejected));
    if (second.isOk) return builtAgain(second.built, first.reason);
    return encodeAll(work, second);
  }
  return encodeAll(work, first);
}

type Attempted =
  | { readonly isOk: true; readonly built: BuiltOutput }
  | {
      readonly isOk: false;
      readonly built: BuiltOutput | undefined;
      readonly reason: string;
      readonly error: unknown;
      readonly plan: ExportPlan;
    };

async function attemptBuild({ build, log }: VerifiedBuild, plan: ExportPlan): Promise<Attempted> {
  const note = (reason: string) => log.write({ event: 'note', task: 'check', text: `It failed: ${reason}.` });
  try {
    const built = await build(plan);
    if (built.report.isOk) return { isOk: true, built };
    const reason = failedChecks(built.report);
    note(reason);
    return { isOk: false, built, reason, error: notVerified(built.report), plan: built.plan };
  } catch (error) {
    if (!(error instanceof AssemblyFault)) throw error;
    note(error.message);
    return { isOk: false, built: undefined, reason: error.message, error: error.cause, plan };
  }
}

/** What the check named; undefined where it named nothing. */
function withheldOf(built: BuiltOutput | undefined): Withheld | undefined {
  if (!built || (built.rejectedClips.size === 0 && !built.isSoundRejected)) return undefined;
  return { encodedClips: built.rejectedClips, isSoundEncoded: built.isSoundRejected };
}

async function encodeAll(
  work: VerifiedBuild,
  failed: Extract<Attempted, { isOk: false }>,
): Promise<BuiltOutput> {
  if (!isCopying(failed.plan)) throw failed.error;
  work.warn(copyingFailed(failed.reason));
  const clips = new Set(failed.plan.spans.map(({ clip }) => clip));
  const last = await attemptBuild(work, await work.replan({ encodedClips: clips, isSoundEncoded: true }));
  if (!last.isOk) throw last.error;
  return builtAgain(last.built, failed.reason);
}

function isCopying({ spans, audio }: ExportPlan): boolean {
  const isSoundCopied = audio?.kind === 'copy' || audio?.splice !== undefined;
  return isSoundCopied || spans.some(({ kind }) => kind === 'copy');
}

/** The report says that it is not the first build, and why. */
function builtAgain(built: BuiltOutput, reason: string): BuiltOutput {
  const again = { name: 'built again', isOk: true, detail: `The first build did not pass (${reason}).` };
  return { ...built, report: { ...built.report, checks: [...built.report.checks, again] } };
}
