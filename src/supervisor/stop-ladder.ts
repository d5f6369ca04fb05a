import type { Child } from './supervise-child.ts';

/** Ends a child step by step: the quit key, SIGTERM, SIGKILL, each after a time of grace. */
export interface StopLadder {
  /** Takes the first step; further calls change nothing. */
  readonly climb: () => void;
  readonly wasForced: () => boolean;
  /** No more steps: the child is gone. */
  readonly end: () => void;
}

export function createStopLadder(
  child: Child,
  options: { graceMs: number; hasQuitKey: boolean },
): StopLadder {
  let isClimbing = false;
  let wasForced = false;
  let timer: NodeJS.Timeout | undefined;
  // A stdin whose reader is gone raises EPIPE; the child's end says all that matters.
  child.stdin?.on('error', () => undefined);
  const kill = () => {
    wasForced = true;
    signalGroup(child, 'SIGKILL');
  };
  const terminate = () => {
    signalGroup(child, 'SIGTERM');
    timer = setTimeout(kill, options.graceMs);
  };
  return {
    climb: () => {
      if (isClimbing) return;
      isClimbing = true;
      if (!options.hasQuitKey) return terminate();
      child.stdin?.write('q');
      // FFmpeg answers the key within a frame; what has not by then is deaf to it.
      timer = setTimeout(terminate, Math.min(options.graceMs, 500));
    },
    wasForced: () => wasForced,
    end: () => clearTimeout(timer),
  };
}

/** The whole group, so that no grandchild stays; the child alone where it has no group any more. */
function signalGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
