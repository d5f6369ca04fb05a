import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/contract/exports/status.ts';
import type { Withheld } from '../../../src/planner/plan/plan-input.ts';
import type { ExportPlan } from '../../../src/planner/plan/plan.ts';
import { AssemblyFault, type BuiltOutput } from '../../../src/render/making/build-output.ts';
import { buildVerified } from '../../../src/render/making/build-verified.ts';
import { inputOf, known, planned, stream } from '../planner/known-sources.ts';

const camera = known(stream([30, 30, 30, 30, 30, 30], 2), {}, true);
const cuts = [
  [0, 0.2, 2.5],
  [0, 3.1, 5.9],
] as const;

const planWith = (withheld: Partial<Withheld>): ExportPlan =>
  planned({ ...inputOf([camera], cuts), ...withheld });

const copiedClips = ({ spans }: ExportPlan): number[] =>
  spans.filter(({ kind }) => kind === 'copy').map(({ clip }) => clip);

interface Judged {
  readonly isOk: boolean;
  readonly rejectedClips?: readonly number[];
}

/** Builds with a check that says what `judge` says of each plan. */
async function build(judge: (plan: ExportPlan) => Judged) {
  const plans: ExportPlan[] = [];
  const warnings: Warning[] = [];
  const notes: string[] = [];
  const work = buildVerified({
    plan: planWith({}),
    replan: (withheld) => Promise.resolve(planWith(withheld)),
    build: (plan): Promise<BuiltOutput> => {
      plans.push(plan);
      const { isOk, rejectedClips = [] } = judge(plan);
      const checks = [{ name: 'frames', isOk, detail: '105 of 75 frames' }];
      const report = { isOk, checks, durationMs: 1 };
      const rejected = { rejectedClips: new Set(rejectedClips), isSoundRejected: false };
      return Promise.resolve({ plan, path: 'output.mp4', report, ...rejected });
    },
    warn: (warning) => warnings.push(warning),
    log: { write: (line) => 'text' in line && notes.push(line.text), flush: () => Promise.resolve() },
  });
  const built = await work.catch((error: unknown) => error as Error);
  return { built, plans, warnings, notes };
}

describe('an export whose check fails', () => {
  it('is built once more with nothing copied, whatever the check, and says why', async () => {
    const { built, plans, warnings, notes } = await build((plan) => ({
      isOk: copiedClips(plan).length === 0,
    }));
    expect(plans.map(copiedClips)).toEqual([[0, 1], []]);
    expect(warnings.map(({ message }) => message).join()).toContain('105 of 75 frames');
    expect(notes.join()).toContain('105 of 75 frames');
    expect(built).toMatchObject({ report: { isOk: true } });
    expect('report' in built && built.report.checks.at(-1)?.name).toBe('built again');
  });

  it('loses only the copies that the check named, where that is enough', async () => {
    const { built, plans } = await build((plan) => ({
      isOk: !copiedClips(plan).includes(1),
      rejectedClips: [1],
    }));
    expect(plans.map(copiedClips)).toEqual([[0, 1], [0]]);
    expect(built).toMatchObject({ report: { isOk: true } });
  });

  it('loses all of them, where what the check named was not enough', async () => {
    const { built, plans } = await build((plan) => ({
      isOk: copiedClips(plan).length === 0,
      rejectedClips: [1],
    }));
    expect(plans.map(copiedClips)).toEqual([[0, 1], [0], []]);
    expect(built).toMatchObject({ report: { isOk: true } });
  });

  it('fails in the end, and is not built again where nothing was copied', async () => {
    const { built, plans } = await build(() => ({ isOk: false }));
    expect(plans.map(copiedClips)).toEqual([[0, 1], []]);
    expect(built).toMatchObject({ problem: { code: 'VERIFICATION_FAILED' } });
  });

  it('is built again where the parts could not be put together, and not for anything else', async () => {
    const { built, plans } = await build((plan) => {
      if (copiedClips(plan).length > 0) throw new AssemblyFault(new Error('a picture is damaged'));
      return { isOk: true };
    });
    expect(plans.length).toBe(2);
    expect(built).toMatchObject({ report: { isOk: true } });
    const other = await build(() => {
      throw new Error('the disk is full');
    });
    expect(other.plans.length).toBe(1);
    expect(other.built).toMatchObject({ message: 'the disk is full' });
  });
});
