import type { RenderUpdate } from '../../contract/exports/render-port.ts';
import type { PlanSummary, Stage, Warning } from '../../contract/exports/status.ts';

/** Follows one attempt and says how far it is. All weights are estimated seconds of work. */
export interface ProgressMeter {
  readonly enter: (stage: Stage, message: string) => void;
  /** Announces work before any of it is done. */
  readonly expect: (work: { weight: number; frames: number; outputSeconds: number }) => void;
  /** A piece of work of this weight: report its share done (0..1) and the frames it has given so far. */
  readonly part: (weight: number) => (share: number, frames: number) => void;
  readonly setPlan: (plan: PlanSummary, warnings: readonly Warning[]) => void;
}

/** Work that is found done already must not count into the speed; below this the estimate is noise. */
const settleSeconds = 1.5;

export function createProgressMeter(options: {
  now: () => number;
  onUpdate: (update: RenderUpdate) => void;
}): ProgressMeter {
  const state: State = {
    stage: 'probing',
    message: 'Reading the sources',
    total: 0,
    done: 0,
    framesDone: 0,
    framesTotal: 0,
    outputSeconds: 0,
    progress: 0,
    startedAt: options.now(),
    doneAtStart: 0,
    warnings: [],
    plan: undefined,
  };
  const publish = () => options.onUpdate(updateOf(state, options.now()));
  return {
    enter: (stage, message) => {
      Object.assign(state, { stage, message });
      if (stage === 'rendering') Object.assign(state, { startedAt: options.now(), doneAtStart: state.done });
      publish();
    },
    expect: ({ weight, frames, outputSeconds }) => {
      Object.assign(state, { total: weight, framesTotal: frames, outputSeconds });
    },
    part: (weight) => {
      let before = 0;
      let framesBefore = 0;
      return (share, frames) => {
        const bounded = Math.min(1, Math.max(before, share));
        state.done += (bounded - before) * weight;
        state.framesDone += Math.max(0, frames - framesBefore);
        before = bounded;
        framesBefore = Math.max(frames, framesBefore);
        publish();
      };
    },
    setPlan: (plan, warnings) => {
      Object.assign(state, { plan, warnings });
      publish();
    },
  };
}

interface State {
  stage: Stage;
  message: string;
  total: number;
  done: number;
  framesDone: number;
  framesTotal: number;
  outputSeconds: number;
  progress: number;
  startedAt: number;
  doneAtStart: number;
  warnings: readonly Warning[];
  plan: PlanSummary | undefined;
}

function updateOf(state: State, now: number): RenderUpdate {
  const share = state.total > 0 ? state.done / state.total : 0;
  // The last step to 1 belongs to `completed`.
  state.progress = Math.max(state.progress, Math.min(0.999, share));
  const elapsed = (now - state.startedAt) / 1000;
  const worked = state.done - state.doneAtStart;
  const isSettled = elapsed > settleSeconds && worked > 0 && state.total > 0;
  const rate = worked / elapsed;
  return {
    stage: state.stage,
    progress: state.progress,
    message: state.message,
    framesDone: Math.min(state.framesDone, state.framesTotal),
    framesTotal: state.framesTotal,
    speed: isSettled ? round((state.outputSeconds * worked) / state.total / elapsed) : null,
    etaSeconds: isSettled ? Math.ceil(Math.max(0, state.total - state.done) / rate) : null,
    warnings: state.warnings,
    ...(state.plan ? { plan: state.plan } : {}),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
