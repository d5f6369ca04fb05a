import type { ExportPlan } from '../../planner/plan/plan.ts';

/** A timescale in which every frame lasts a whole number of ticks; at least 10,000, as players expect. */
export function timescaleOf(plan: ExportPlan): { timescale: number; ticksPerFrame: number } {
  const { num, den } = plan.format.rate;
  const factor = Math.max(1, Math.ceil(10_000 / Number(num)));
  return { timescale: Number(num) * factor, ticksPerFrame: Number(den) * factor };
}
