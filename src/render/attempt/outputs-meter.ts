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

export function createOutputsMeter(options: OutputsMeterOptions): OutputsMeter {
  return new SummedMeter(options);
}

class SummedMeter implements OutputsMeter {
  readonly #options: OutputsMeterOptions;
  readonly #parts: ReadonlyMap<string, Part>;
  readonly #whole: ProgressMeter;
  #latest: RenderUpdate | undefined;
  #warnings: readonly Warning[] = [];

  constructor(options: OutputsMeterOptions) {
    const { ids, now } = options;
    this.#options = options;
    this.#parts = new Map(ids.map((id) => [id, newPart(id)]));
    this.#whole = createProgressMeter({ now, onUpdate: (update) => this.#publish(update) });
  }

  readonly enter = (stage: Stage, message: string): void => this.#whole.enter(stage, message);

  readonly planned = (id: string, { summary, weight, frames }: PlannedWork): void => {
    this.#change(id, { plan: summary });
    Object.assign(this.#parts.get(id) ?? {}, { weight, frames });
    this.#publishAgain();
  };

  readonly warn = (all: readonly Warning[]): void => {
    this.#warnings = all;
    this.#publishAgain();
  };

  readonly begin = (id: string): ProgressMeter => {
    this.#change(id, { state: 'processing' });
    return createProgressMeter({ now: this.#options.now, onUpdate: (update) => this.#follow(id, update) });
  };

  readonly end: OutputsMeter['end'] = (id, end) => {
    const isMade = end.problem === undefined;
    this.#change(id, { ...end, state: isMade ? 'completed' : 'failed', ...(isMade && { progress: 1 }) });
    const part = this.#parts.get(id);
    if (part) part.framesDone = part.frames;
    this.#publishAgain();
  };

  readonly outputs = (): readonly OutputUpdate[] => [...this.#parts.values()].map(({ update }) => update);

  #follow(id: string, update: RenderUpdate): void {
    this.#change(id, { progress: update.progress });
    const part = this.#parts.get(id);
    if (part) part.framesDone = Math.max(part.framesDone, update.framesDone);
    this.#publish(this.#parts.size > 1 ? { ...update, message: `${update.message} (${id})` } : update);
  }

  #change(id: string, changes: Partial<OutputUpdate>): void {
    const part = this.#parts.get(id);
    if (part) part.update = { ...part.update, ...changes };
  }

  #publishAgain(): void {
    if (this.#latest) this.#publish(this.#latest);
  }

  #publish(update: RenderUpdate): void {
    const parts = [...this.#parts.values()];
    const warnings = this.#warnings;
    this.#latest = update;
    this.#options.onUpdate({ ...update, ...totalsOf(parts, update), warnings, ...planOf(parts[0]) });
  }
}

function newPart(id: string): Part {
  return { update: { id, state: 'pending', progress: 0 }, weight: 1, frames: 0, framesDone: 0 };
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
