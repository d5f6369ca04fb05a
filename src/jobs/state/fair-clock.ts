/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): work of one owner is laid end to end on a line of its own, that of
 * different owners side by side, and whoever begins first on that line is next. However much one has waiting, another's
 * first export begins where the line is now. Each priority has a line of its own.
 */
export interface FairClock {
  /** Where the next work of an owner begins; takes that place. */
  readonly take: (work: FairWork) => number;
  /** Work that had taken its place before this clock was there. */
  readonly note: (work: FairWork & { readonly startTag: number; readonly hasStarted: boolean }) => void;
  /** Its turn has come: nobody who comes later begins before it. */
  readonly started: (work: { readonly priority: number; readonly startTag: number }) => void;
  /** It was withdrawn before its turn: its owner has not had that work. */
  readonly withdrawn: (work: FairWork) => void;
}

export interface FairWork {
  readonly priority: number;
  readonly owner: string | undefined;
  readonly estimatedSeconds: number;
}

interface Line {
  /** Where the latest work that was started begins. */
  now: number;
  /** Where the work of each owner ends, of those that are ahead. */
  readonly ends: Map<string, number>;
}

export function createFairClock(): FairClock {
  const lines = new Map<number, Line>();
  const lineOf = (priority: number): Line => {
    const line = lines.get(priority) ?? { now: 0, ends: new Map<string, number>() };
    lines.set(priority, line);
    return line;
  };
  return {
    take: (work) => {
      const { now, ends } = lineOf(work.priority);
      const startTag = Math.max(now, ends.get(keyOf(work)) ?? 0);
      ends.set(keyOf(work), startTag + costOf(work));
      return startTag;
    },
    note: (work) => {
      const line = lineOf(work.priority);
      const end = work.startTag + costOf(work);
      line.ends.set(keyOf(work), Math.max(end, line.ends.get(keyOf(work)) ?? 0));
      if (work.hasStarted) line.now = Math.max(line.now, work.startTag);
    },
    started: ({ priority, startTag }) => {
      const line = lineOf(priority);
      line.now = Math.max(line.now, startTag);
      for (const [owner, end] of line.ends) if (end <= line.now) line.ends.delete(owner);
    },
    withdrawn: (work) => {
      const { ends } = lineOf(work.priority);
      const end = ends.get(keyOf(work));
      if (end !== undefined) ends.set(keyOf(work), end - costOf(work));
    },
  };
}

function costOf({ estimatedSeconds }: FairWork): number {
  return Math.max(1, estimatedSeconds);
}

function keyOf({ owner }: FairWork): string {
  return owner ?? '';
}
