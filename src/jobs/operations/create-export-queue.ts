import PQueue from 'p-queue';
import { placeOfTurn, type Turn } from '../state/turn.ts';
import type { ExportQueue } from './export-queue.ts';

interface Ticket {
  readonly jobId: string;
  readonly turn: Turn;
}

export interface ExportQueueOptions {
  readonly concurrency: number;
  /** Whether the turn of an export may come now, beside those that run; those after it are asked then. */
  readonly mayRun?: (jobId: string, running: readonly string[]) => boolean;
}

/**
 * An export queue inside this process. p-queue counts the slots and is given a task only when one is free; the
 * line itself is ours, because p-queue can neither take a waiting task out without leaving its promise pending
 * forever, nor stop counting a task before it has really ended.
 */
export function createExportQueue({ concurrency, mayRun = () => true }: ExportQueueOptions): ExportQueue {
  const running: string[] = [];
  const slots = new PQueue({ concurrency });
  const line: Ticket[] = [];
  let handler: ((jobId: string) => Promise<void>) | undefined;

  const handOut = () => {
    const run = handler;
    while (run !== undefined && slots.pending + slots.size < concurrency) {
      const index = line.findIndex(({ jobId }) => mayRun(jobId, running));
      const [ticket] = index < 0 ? [] : line.splice(index, 1);
      if (ticket === undefined) return;
      running.push(ticket.jobId);
      void slots.add(() => run(ticket.jobId).finally(() => running.splice(running.indexOf(ticket.jobId), 1)));
    }
  };
  // Emitted when a task has settled and its slot has been freed.
  slots.on('next', handOut);

  return {
    open: (run) => {
      handler = run;
      handOut();
    },
    add: (jobId, turn) => {
      line.splice(placeOfTurn(line, turn, turnOf), 0, { jobId, turn });
      handOut();
    },
    withdraw: (jobId) => {
      const index = line.findIndex((ticket) => ticket.jobId === jobId);
      if (index >= 0) line.splice(index, 1);
      return index >= 0;
    },
    close: async () => {
      handler = undefined;
      await slots.onIdle();
    },
  };
}

const turnOf = (ticket: Ticket) => ticket.turn;
