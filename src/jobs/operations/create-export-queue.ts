import PQueue from 'p-queue';
import { lowerBoundBy } from '../../shared/sorted-list.ts';
import type { ExportQueue } from './export-queue.ts';

interface Ticket {
  readonly jobId: string;
  readonly order: number;
}

/**
 * An export queue inside this process. p-queue counts the slots and is given a task only when one is free; the
 * line itself is ours, because p-queue can neither take a waiting task out without leaving its promise pending
 * forever, nor stop counting a task before it has really ended.
 */
export function createExportQueue({ concurrency }: { readonly concurrency: number }): ExportQueue {
  const slots = new PQueue({ concurrency });
  const line: Ticket[] = [];
  let handler: ((jobId: string) => Promise<void>) | undefined;

  const handOut = () => {
    const run = handler;
    while (run !== undefined && slots.pending + slots.size < concurrency) {
      const ticket = line.shift();
      if (ticket === undefined) return;
      void slots.add(() => run(ticket.jobId));
    }
  };
  // Emitted when a task has settled and its slot has been freed.
  slots.on('next', handOut);

  return {
    open: (run) => {
      handler = run;
      handOut();
    },
    add: (jobId, order) => {
      line.splice(lowerBoundBy(line, order, orderOf), 0, { jobId, order });
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

const orderOf = (ticket: Ticket) => ticket.order;
