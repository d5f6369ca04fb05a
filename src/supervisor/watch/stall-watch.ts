import type { GroupUsage } from '../process/process-table.ts';

/** The longest delay a timer takes; beyond it Node fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export interface StallWatch {
  /** The child got on. */
  noteSign(): void;
  /** The child waits for us, not we for it; call the answer once when it no longer does. */
  pause(): () => void;
  isPaused(): boolean;
  dispose(): void;
}

export interface StallOptions {
  /** Undefined or infinite: never. */
  readonly stallMs: number | undefined;
  /** What the child has done so far, said or not. */
  readonly readUsage: () => GroupUsage;
  readonly onStall: () => void;
}

/** A child that says nothing is looked at so many times before it counts as stalled. */
const looks = 8;
/** Silent work is work too, but not forever: a damaged file may keep a decoder busy without end. */
const mostSilentLimits = 60;
/** Of the time since the last sign. A child that only looks again and again whether something has come takes a tenth of that. */
const busyShare = 0.02;
/** Ready to run for so much of the time: it is the machine that has no time for it. */
const starvedShare = 0.5;

/** Calls `onStall` once, when for `stallMs` there was no sign of life and the child was free to give one. */
export function watchForStall({ stallMs, readUsage, onStall }: StallOptions): StallWatch {
  const limitMs = stallMs ?? Number.POSITIVE_INFINITY;
  const periodMs = limitMs / looks;
  const effort = watchEffort(readUsage);
  let lastSignAt = performance.now();
  let spokeAt = lastSignAt;
  let pauseCount = 0;
  let timer: NodeJS.Timeout | undefined;
  let recheck: NodeJS.Immediate | undefined;

  const silentMs = (): number => (pauseCount > 0 ? 0 : performance.now() - lastSignAt);
  const arm = (): void => {
    timer = setTimeout(check, Math.min(MAX_TIMER_MS, Math.max(1, periodMs)));
  };
  const look = (): void => {
    const silence = silentMs();
    // What a child does that speaks does not matter.
    if (silence < periodMs) effort.forget();
    else {
      const seen = effort.judge(silence);
      const isPatient = performance.now() - spokeAt < mostSilentLimits * limitMs;
      if (seen === 'works' && isPatient) lastSignAt = performance.now();
      // Who was never compared with before is not judged yet, however late this look comes.
      else if (silence >= limitMs && seen !== 'unknown') return onStall();
    }
    arm();
  };
  const check = (): void => {
    // After a long pause of our own event loop this timer runs before what the child wrote has been read:
    // look when it has.
    recheck = setImmediate(look);
  };
  const noteSign = (): void => {
    lastSignAt = performance.now();
    spokeAt = lastSignAt;
  };
  if (Number.isFinite(limitMs)) arm();

  return {
    noteSign,
    isPaused: () => pauseCount > 0,
    pause: () => {
      pauseCount += 1;
      return () => {
        pauseCount -= 1;
        noteSign();
      };
    },
    dispose: () => {
      clearTimeout(timer);
      clearImmediate(recheck);
    },
  };
}

/** Compares what a silent child has done with what it had done when it was first, or last, seen to work. */
function watchEffort(readUsage: () => GroupUsage) {
  let before: GroupUsage | undefined;
  return {
    forget: (): void => {
      before = undefined;
    },
    judge: (withinMs: number): 'works' | 'idles' | 'unknown' => {
      const now = readUsage();
      if (before === undefined) {
        before = now;
        return 'unknown';
      }
      if (!isWork(before, now, withinMs)) return 'idles';
      before = now;
      return 'works';
    },
  };
}

/** Whether it computed, read, or was kept from computing, within so many milliseconds. */
function isWork(before: GroupUsage, now: GroupUsage, withinMs: number): boolean {
  return (
    now.readBytes > before.readBytes ||
    now.cpuMs - before.cpuMs > busyShare * withinMs ||
    now.waitedMs - before.waitedMs > starvedShare * withinMs
  );
}
