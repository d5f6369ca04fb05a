import { lowerBoundBy } from '../../shared/sorted-list.ts';
import type { JobEntry } from './job-entry.ts';

/** The exports that wait, in order of their turn. */
export interface WaitingLine {
  readonly join: (entry: JobEntry) => void;
  /** A no-op for one that is not in line. */
  readonly leave: (entry: JobEntry) => void;
  /** 1 is next; for one that is in line. */
  readonly placeOf: (entry: JobEntry) => number;
  readonly length: () => number;
  /** Ends its timer; nobody is told of moves any more. */
  readonly close: () => void;
}

export interface WaitingLineOptions {
  /** Moves within so many milliseconds are told together. */
  readonly gatherMs: number;
  /** Called for each that has another place than when it was last told, with the place. */
  readonly onMoved: (entry: JobEntry, place: number) => void;
}

export function createWaitingLine({ gatherMs, onMoved }: WaitingLineOptions): WaitingLine {
  const line: JobEntry[] = [];
  let firstMoved = Infinity;
  let timer: NodeJS.Timeout | undefined;

  const tell = () => {
    timer = undefined;
    const from = firstMoved;
    firstMoved = Infinity;
    line.slice(from).forEach((entry, index) => {
      onMoved(entry, from + index + 1);
    });
  };
  // Gathered, because cancelling a long line one by one would otherwise tell everybody of every step.
  const noteMoved = (index: number) => {
    if (index >= line.length) return;
    firstMoved = Math.min(firstMoved, index);
    timer ??= setTimeout(tell, gatherMs);
  };
  return {
    join: (entry) => noteMoved(insertByOrder(line, entry) + 1),
    leave: (entry) => noteMoved(takeByOrder(line, entry)),
    placeOf: (entry) => lowerBoundBy(line, entry.record.order, orderOf) + 1,
    length: () => line.length,
    close: () => clearTimeout(timer),
  };
}

const orderOf = (entry: JobEntry) => entry.record.order;

/** Keeps the list ascending by order; where the entry is now. */
export function insertByOrder(entries: JobEntry[], entry: JobEntry): number {
  const index = lowerBoundBy(entries, entry.record.order, orderOf);
  entries.splice(index, 0, entry);
  return index;
}

/** Where the entry was; the length when it was not there. */
export function takeByOrder(entries: JobEntry[], entry: JobEntry): number {
  const index = lowerBoundBy(entries, entry.record.order, orderOf);
  if (entries[index] !== entry) return entries.length;
  entries.splice(index, 1);
  return index;
}
