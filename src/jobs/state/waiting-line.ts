import { lowerBoundBy } from '../../shared/sorted-list.ts';
import type { JobEntry } from './job-entry.ts';
import { placeOfTurn } from './turn.ts';

/** The exports that wait, in order of their turns. */
export interface WaitingLine {
  readonly join: (entry: JobEntry) => void;
  /** A no-op for one that is not in line. */
  readonly leave: (entry: JobEntry) => void;
  /** 1 is next of those of its owner; for one that is in line. */
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

/** Each owner has a line of their own: nobody's place tells how many of others wait, or moves when theirs do. */
export function createWaitingLine(options: WaitingLineOptions): WaitingLine {
  const lines = new Map<string, OneLine>();
  const lineOf = ({ record: { owner = '' } }: JobEntry): OneLine => {
    const known = lines.get(owner);
    if (known) return known;
    const line = createOneLine(options);
    lines.set(owner, line);
    return line;
  };
  return {
    join: (entry) => lineOf(entry).join(entry),
    leave: (entry) => lineOf(entry).leave(entry),
    placeOf: (entry) => lineOf(entry).placeOf(entry),
    length: () => [...lines.values()].reduce((sum, line) => sum + line.length(), 0),
    close: () => lines.forEach((line) => line.close()),
  };
}

type OneLine = WaitingLine;

function createOneLine({ gatherMs, onMoved }: WaitingLineOptions): WaitingLine {
  const line: JobEntry[] = [];
  let firstMoved = Infinity;
  let timer: NodeJS.Timeout | undefined;

  const indexOf = (entry: JobEntry) => placeOfTurn(line, entry.record, ({ record }) => record);
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
    join: (entry) => {
      const index = indexOf(entry);
      line.splice(index, 0, entry);
      noteMoved(index + 1);
    },
    leave: (entry) => {
      const index = indexOf(entry);
      if (line[index] !== entry) return;
      line.splice(index, 1);
      noteMoved(index);
    },
    placeOf: (entry) => indexOf(entry) + 1,
    length: () => line.length,
    close: () => clearTimeout(timer),
  };
}

const orderOf = (entry: JobEntry) => entry.record.order;

/** Keeps the list ascending by order. */
export function insertByOrder(entries: JobEntry[], entry: JobEntry): void {
  entries.splice(lowerBoundBy(entries, entry.record.order, orderOf), 0, entry);
}

/** A no-op for one that is not in the list. */
export function takeByOrder(entries: JobEntry[], entry: JobEntry): void {
  const index = lowerBoundBy(entries, entry.record.order, orderOf);
  if (entries[index] === entry) entries.splice(index, 1);
}
