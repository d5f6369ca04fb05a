import type { StopReason } from './child-outcome.ts';

export interface StopLadderSteps {
  /** Asks through stdin; undefined where stdin is not ours to ask through. */
  readonly askToQuit: (() => void) | undefined;
  readonly signalGroup: (signal: 'SIGTERM' | 'SIGKILL') => void;
  readonly graceMs: number;
}

export interface StopLadder {
  /** Begins at the gentlest step. Only the first call has an effect. */
  stop(reason: Exclude<StopReason, 'none'>): void;
  /** For a broken caller: no grace, no reason. */
  kill(): void;
  /**
   * The child has exited: no step is taken any more, since its pid may now be another's. A stop that comes later
   * still counts as one and ends what waits on `stopping`.
   */
  dispose(): void;
  /** Aborted at the first `stop` or `kill`. */
  readonly stopping: AbortSignal;
  readonly reason: () => StopReason;
  readonly wasForced: () => boolean;
}

/** `q`, then SIGTERM, then SIGKILL, `graceMs` apart, until disposed. */
export function createStopLadder({ askToQuit, signalGroup, graceMs }: StopLadderSteps): StopLadder {
  const stopping = new AbortController();
  let reason: StopReason | undefined;
  let wasForced = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;

  const kill = (): void => {
    clearTimeout(timer);
    if (!isOver) {
      wasForced = true;
      signalGroup('SIGKILL');
    }
    stopping.abort();
  };
  const terminate = (): void => {
    signalGroup('SIGTERM');
    timer = setTimeout(kill, graceMs);
  };
  const firstStep = (): void => {
    if (askToQuit === undefined) return terminate();
    askToQuit();
    timer = setTimeout(terminate, graceMs);
  };

  return {
    stop: (why) => {
      reason ??= why;
      if (stopping.signal.aborted) return;
      if (!isOver) firstStep();
      stopping.abort();
    },
    kill,
    dispose: () => {
      isOver = true;
      clearTimeout(timer);
    },
    stopping: stopping.signal,
    reason: () => reason ?? 'none',
    wasForced: () => wasForced,
  };
}
