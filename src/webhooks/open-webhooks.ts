import { splitOwnedId } from '../contract/owned-name.ts';
import { soleAdministrator } from '../contract/principal.ts';
import type { ExportStatus } from '../contract/exports/status.ts';
import { isFinal } from '../contract/exports/status.ts';
import { createDeliveries } from './deliveries.ts';
import { createFileWebhookStore, type WebhookStore } from './keeping/webhook-store.ts';
import { eventOf, instantOf, messageOf } from './message-of.ts';
import { createRegistrations } from './registrations.ts';
import { createCallableAddresses } from './sending/callable-address.ts';
import { ordinaryRetryTimes, type RetryTimes } from './sending/retry-times.ts';
import type { Webhooks } from './ports.ts';

/** Events closer than this to the last one that is known to be on disk are looked at again at a start. */
const overlapMs = 60_000;

export interface WebhookOptions {
  /** Absolute; created if need be. Only one process at a time works in it. */
  readonly folder: string;
  /** Hosts that may lie at addresses which are not public, in lower case. */
  readonly trustedHosts: readonly string[];
  /** Told what no caller hears of; `what` is a sentence. */
  readonly onTrouble: (what: string, error: unknown) => void;
  readonly times?: RetryTimes;
  /** For one try, 10 s unless told. */
  readonly limitMs?: number;
  readonly store?: WebhookStore;
}

/** Webhooks as the server holds them. */
export interface RunningWebhooks extends Webhooks {
  /** An export is in another state. What is noted before the start is told after it. Never throws. */
  readonly note: (status: ExportStatus) => void;
  /** An export is gone, and with it the webhooks that were its own, once they have been told. */
  readonly noteRemoved: (jobId: string) => void;
  /**
   * Takes up what is on disk, once the folder is ours, and begins to deliver. `exports` are all there are: what
   * happened to them in the moment before the last server died is told now.
   */
  readonly start: (exports: Iterable<ExportStatus>) => Promise<void>;
  /** Stops what is being sent; it is sent again by the next server. */
  readonly close: () => Promise<void>;
}

function webhookOwnerOf({ jobId }: ExportStatus): string | undefined {
  const { owner } = splitOwnedId(jobId);
  return owner === soleAdministrator.id ? undefined : owner;
}

export function openWebhooks(options: WebhookOptions): RunningWebhooks {
  const { folder, trustedHosts, onTrouble, times = ordinaryRetryTimes, limitMs = 10_000 } = options;
  const store = options.store ?? createFileWebhookStore(folder);
  const addresses = createCallableAddresses(trustedHosts);
  const registrations = createRegistrations({ store, addresses });
  const deliveries = createDeliveries({ store, addresses, times, limitMs, registrations, onTrouble });
  let isStarted = false;
  const early: (() => void)[] = [];
  const note = (status: ExportStatus) => {
    const event = eventOf(status.status);
    if (event === undefined) return;
    const owner = webhookOwnerOf(status);
    const messages = registrations
      .interestedIn({ jobId: status.jobId, event, owner, at: instantOf(status) })
      .map((hook) => messageOf(hook, status, event));
    deliveries.add(messages, instantOf(status));
  };
  const whenStarted = (act: () => void) => {
    if (isStarted) act();
    else early.push(act);
  };
  return {
    ...registrations.port,
    ...deliveries.port,
    remove: async (id, owner) => {
      await registrations.port.remove(id, owner);
      await deliveries.dropOf(id);
    },
    removeForExport: async (jobId) => registrations.retire(jobId, deliveries.isWaitingFor),
    note: (status) => whenStarted(() => note(status)),
    noteRemoved: (jobId) => whenStarted(() => void registrations.retire(jobId, deliveries.isWaitingFor)),
    start: async (exports) => {
      const shelf = await store.load();
      await registrations.load(shelf);
      await deliveries.load(shelf);
      isStarted = true;
      const since = shelf.settings === undefined ? Infinity : shelf.settings.seenUntil - overlapMs;
      const present = new Set<string>();
      for (const status of exports) {
        present.add(status.jobId);
        if (isFinal(status.status) && instantOf(status) >= since) note(status);
      }
      for (const act of early.splice(0)) act();
      for (const jobId of registrations.jobIds())
        if (!present.has(jobId)) void registrations.retire(jobId, deliveries.isWaitingFor);
    },
    close: () => deliveries.close(),
  };
}
