import type { StopReason } from './child-outcome.ts';
import type { ProgressBlock } from './read-lines.ts';

/** Notices a child that takes too long or gets no further. */
export interface Watchdog {
  readonly sawBlock: (block: ProgressBlock) => void;
  readonly sawBytes: () => void;
  readonly end: () => void;
}

export interface WatchdogOptions {
  readonly deadlineMs: number | undefined;
  readonly stallMs: number | undefined;
  readonly onExpired: (reason: StopReason) => void;
}

/** A child that repeats these figures is alive but gets no further. */
const advancing = ['frame', 'out_time_us', 'total_size'];

export function createWatchdog({ deadlineMs, stallMs, onExpired }: WatchdogOptions): Watchdog {
  const deadline = deadlineMs === undefined ? undefined : setTimeout(() => onExpired('deadline'), deadlineMs);
  const stall = stallMs === undefined ? undefined : setTimeout(() => onExpired('stall'), stallMs);
  let last = '';
  return {
    sawBlock: (block) => {
      const now = advancing.map((key) => block.get(key)).join(' ');
      if (now !== last) stall?.refresh();
      last = now;
    },
    sawBytes: () => stall?.refresh(),
    end: () => {
      clearTimeout(deadline);
      clearTimeout(stall);
    },
  };
}
