import type { OutputUpdate, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { PlanSummary, Stage, Warning } from '../../contract/exports/status.ts';
import { createProgressMeter, type ProgressMeter } from './progress.ts';

/** Follows an attempt that makes several files one after another. */
export interface OutputsMeter {
  /** Of what is done before and between the outputs. */
  readonly enter: (stage: Stage, message: string) => void;
  /** What is planned for an output; `weight` in estimated seconds of work. */
  readonly planned: (id: string, plan: PlannedWork) => void;
  readonly warn: (warnings: readonly Warning[]) => void;
  /** The meter of one output; it is being made from now on. */
  readonly begin: (id: string) => ProgressMeter;
  readonly end: (id: string, end: Pick<OutputUpdate, 'output' | 'report' | 'problem'>) => void;
  readonly outputs: () => readonly OutputUpdate[];
}

interface PlannedWork {
  readonly summary: PlanSummary;
  readonly weight: number;
  readonly frames: number;
}

interface Part {
  update: OutputUpdate;
  weight: number;
  frames: number;
  framesDone: number;
}

export interface OutputsMeterOptions {
  /** Ids of what is made, in order. */
  readonly ids: readonly string[];
  readonly now: () => number;
  readonly onUpdate: (update: RenderUpdate) => void;
}

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createOutputsMeter({ ids, now, onUpdate }: OutputsMeterOptions): OutputsMeter {
  const parts = new Map<string, Part>(
    ids.map((id) => [
      id,
      { update: { id, state: 'pending', progress: 0 }, weight: 1, frames: 0, framesDone: 0 },
    ]),
  );
  let latest: RenderUpdate | undefined;
  let warnings: readonly Warning[] = [];
  const publish = (update: RenderUpdate) => {
    latest = update;
    onUpdate({
      ...update,
      ...totalsOf([...parts.values()], update),
      warnings,
      ...planOf(parts.get(ids[0] ?? '')),
    });
  };
  const whole = createProgressMeter({ now, onUpdate: publish });
  const change = (id: string, changes: Partial<OutputUpdate>) => {
    const part = parts.get(id);
    if (part) part.update = { ...part.update, ...changes };
  };
  return {
    enter: whole.enter,
    planned: (id, { summary, weight, frames }) => {
      change(id, { plan: summary });
      Object.assign(parts.get(id) ?? {}, { weight, frames });
      if (latest) publish(latest);
    },
    warn: (all) => {
      warnings = all;
      if (latest) publish(latest);
    },
    begin: (id) => {
      change(id, { state: 'processing' });
      return createProgressMeter({
        now,
        onUpdate: (update) => {
          change(id, { progress: update.progress });
          const part = parts.get(id);
          if (part) part.framesDone = Math.max(part.framesDone, update.framesDone);
          publish(ids.length > 1 ? { ...update, message: `${update.message} (${id})` } : update);
        },
      });
    },
    end: (id, end) => {
      const isMade = end.problem === undefined;
      change(id, { ...end, state: isMade ? 'completed' : 'failed', ...(isMade && { progress: 1 }) });
      const part = parts.get(id);
      if (part) part.framesDone = part.frames;
      if (latest) publish(latest);
    },
    outputs: () => [...parts.values()].map(({ update }) => update),
  };
}

function planOf(first: Part | undefined): Pick<RenderUpdate, 'plan'> {
  return first?.update.plan ? { plan: first.update.plan } : {};
}

/** Of one output what it says itself; of several the sum, by the work that each takes. */
function totalsOf(parts: readonly Part[], update: RenderUpdate): Partial<RenderUpdate> {
  const outputs = parts.map((part) => part.update);
  if (parts.length === 1) return { outputs };
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const share = (part: Part) => (part.update.state === 'failed' ? 1 : part.update.progress);
  const done = parts.reduce((sum, part) => sum + part.weight * share(part), 0);
  const waiting = parts.reduce((sum, part) => sum + (part.update.state === 'pending' ? part.weight : 0), 0);
  const current = parts.find((part) => part.update.state === 'processing');
  const rate = current && update.etaSeconds ? ((1 - share(current)) * current.weight) / update.etaSeconds : 0;
  return {
    outputs,
    progress: Math.min(0.999, done / Math.max(weight, Number.MIN_VALUE)),
    framesDone: parts.reduce((sum, part) => sum + Math.min(part.framesDone, part.frames), 0),
    framesTotal: parts.reduce((sum, part) => sum + part.frames, 0),
    etaSeconds: rate > 0 && update.etaSeconds !== null ? Math.ceil(update.etaSeconds + waiting / rate) : null,
  };
}
