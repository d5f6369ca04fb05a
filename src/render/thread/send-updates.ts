import { setTimeout as wait } from 'node:timers/promises';
import type { RenderUpdate } from '../../contract/exports/render-port.ts';

/** Sends the latest update, and each that begins a stage; what comes in between is left out. */
export interface UpdateSender {
  readonly send: (update: RenderUpdate) => void;
  /** Resolves when the last one has arrived. */
  readonly flush: () => Promise<void>;
}

/** Nobody is told more often. */
const intervalMs = 20;

export function createUpdateSender(tell: (update: RenderUpdate) => Promise<unknown>): UpdateSender {
  const waiting: RenderUpdate[] = [];
  let sending: Promise<void> | undefined;
  let isLast = false;
  const sendAll = async (): Promise<void> => {
    for (;;) {
      const update = waiting.shift();
      if (!update) return;
      await tell(update);
      if (!isLast) await wait(intervalMs);
    }
  };
  return {
    send: (update) => {
      const last = waiting.at(-1);
      if (last?.stage === update.stage) waiting[waiting.length - 1] = update;
      else waiting.push(update);
      sending ??= sendAll().finally(() => (sending = undefined));
    },
    flush: async () => {
      isLast = true;
      await sending;
    },
  };
}
