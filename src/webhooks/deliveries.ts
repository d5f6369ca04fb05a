import { ProblemError } from '../contract/problems.ts';
import { createKeyedLock } from '../disk/keyed-lock.ts';
import { viewOfDelivery, type DeliveryRecord } from './keeping/records.ts';
import type { WebhookShelf, WebhookStore } from './keeping/webhook-store.ts';
import type { DeliveryQuery, WebhookOwner, Webhooks } from './ports.ts';
import type { Registrations } from './registrations.ts';
import type { CallableAddresses } from './sending/callable-address.ts';
import { createDeliveryLines, lineOf } from './sending/delivery-lines.ts';
import { postMessage, type PostResult } from './sending/post-message.ts';
import { nextTry, type RetryTimes } from './sending/retry-times.ts';
import { noSuchDelivery } from './webhook-problems.ts';

/** Settled messages that are kept to be looked at. */
const mostSettled = 1000;
const mostAttempts = 20;
/** How long what is being sent is waited for at the end. */
const patienceMs = 1_500;

export interface DeliveriesOptions {
  readonly store: WebhookStore;
  readonly addresses: CallableAddresses;
  readonly times: RetryTimes;
  readonly limitMs: number;
  readonly registrations: Registrations;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** Every message that waits or was settled lately, in memory and on disk. */
export interface Deliveries {
  readonly port: Pick<Webhooks, 'deliveries' | 'sendAgain'>;
  readonly load: (shelf: WebhookShelf) => Promise<void>;
  /** Messages about what happened `at`, in milliseconds since the epoch; those that are known already are left alone. */
  readonly add: (messages: readonly DeliveryRecord[], at: number) => void;
  readonly isWaitingFor: (webhookId: string) => boolean;
  /** Drops what waits for a webhook that was removed. */
  readonly dropOf: (webhookId: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createDeliveries(options: DeliveriesOptions): Deliveries {
  return new KeptDeliveries(options);
}

class KeptDeliveries implements Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #records = new Map<string, DeliveryRecord>();
  readonly #writing = createKeyedLock();
  /** A message comes into its line when those before it have: the disk may finish them in any order. */
  readonly #lining = createKeyedLock();
  readonly #closing = new AbortController();
  readonly #lines = createDeliveryLines({
    attempt: (record) => this.#attempt(record),
    now: Date.now,
    perWebhook: 4,
    altogether: 32,
  });
  /** The latest event that has become messages. */
  #seen = 0;
  #noting: Promise<void> = Promise.resolve();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  readonly port: Deliveries['port'] = {
    deliveries: async (query, owner) => pageOf([...this.#records.values()], query, owner),
    sendAgain: async (id, owner) => {
      const now = new Date().toISOString();
      const again: DeliveryRecord = {
        ...this.#find(id, owner),
        state: 'waiting',
        since: now,
        nextAttemptAt: now,
        failures: 0,
      };
      await this.#keep(again);
      this.#lines.put(again);
      return viewOfDelivery(again);
    },
  };

  readonly load = async ({ deliveries }: WebhookShelf): Promise<void> => {
    for (const record of deliveries) {
      this.#records.set(record.id, record);
      if (this.#options.registrations.find(record.webhookId)) this.#lines.put(record);
      else if (record.state === 'waiting') await this.#drop(record);
    }
  };

  readonly add = (messages: readonly DeliveryRecord[], at: number): void => {
    const fresh = messages.filter(({ id }) => !this.#records.has(id));
    for (const record of fresh) {
      this.#records.set(record.id, record);
      void this.#lining.run(lineOf(record), async () => {
        await this.#keep(record);
        this.#lines.put(record);
      });
    }
    this.#seen = Math.max(this.#seen, at);
    this.#noting = this.#note(this.#seen);
  };

  readonly isWaitingFor = (webhookId: string): boolean =>
    [...this.#records.values()].some(
      (record) => record.webhookId === webhookId && record.state === 'waiting',
    );

  readonly dropOf = async (webhookId: string): Promise<void> => {
    const gone = [...this.#records.values()].filter((record) => record.webhookId === webhookId);
    await Promise.all(gone.map((record) => this.#drop(record)));
  };

  readonly close = async (): Promise<void> => {
    // What is answered in a moment need not be sent twice.
    const closed = this.#lines.close();
    const patience = setTimeout(() => this.#closing.abort(), patienceMs);
    await closed;
    clearTimeout(patience);
    await Promise.all([this.#lining.idle(), this.#writing.idle(), this.#noting]);
  };

  async #note(seen: number): Promise<void> {
    const { registrations, onTrouble } = this.#options;
    try {
      await this.#lining.idle();
      if (seen === this.#seen) await registrations.saveSeen(seen);
    } catch (error) {
      onTrouble('The state of the webhooks could not be written down.', error);
    }
  }

  async #keep(record: DeliveryRecord): Promise<void> {
    const { store, onTrouble } = this.#options;
    this.#records.set(record.id, record);
    await this.#writing
      .run(record.id, () => store.saveDelivery(record))
      .catch((error: unknown) => onTrouble('A message to a webhook could not be written down.', error));
  }

  async #drop(record: DeliveryRecord): Promise<void> {
    this.#records.delete(record.id);
    this.#lines.drop(record);
    const { store } = this.#options;
    await this.#writing.run(record.id, () => store.removeDelivery(record.id)).catch(() => undefined);
  }

  async #attempt(record: DeliveryRecord): Promise<DeliveryRecord> {
    const { id, url, body } = record;
    const { addresses, limitMs, registrations, times } = this.#options;
    const secret = registrations.find(record.webhookId)?.secret;
    if (secret === undefined) return { ...record, state: 'failed', nextAttemptAt: null };
    const began = Date.now();
    const { signal } = this.#closing;
    const answer = await postMessage({ id, url, body, secret }, { addresses, limitMs, signal });
    // Cut off by our own end it counts as not tried; the next server sends it again.
    if (signal.aborted || !this.#records.has(id)) return record;
    const after = afterAttempt(this.#records.get(id) ?? record, { answer, began, times });
    await this.#keep(after);
    if (after.state !== 'waiting') await this.#forgetOldest();
    return after;
  }

  async #forgetOldest(): Promise<void> {
    const settled = [...this.#records.values()].filter(({ state }) => state !== 'waiting');
    if (settled.length <= mostSettled) return;
    settled.sort(newestFirst);
    await Promise.all(settled.slice(mostSettled).map((record) => this.#drop(record)));
  }

  #find(id: string, owner: WebhookOwner): DeliveryRecord {
    const record = this.#records.get(id);
    if (record === undefined || record.owner !== owner) throw new ProblemError(noSuchDelivery(id));
    return record;
  }
}

function afterAttempt(
  record: DeliveryRecord,
  {
    answer,
    began,
    times,
  }: { readonly answer: PostResult; readonly began: number; readonly times: RetryTimes },
): DeliveryRecord {
  const now = Date.now();
  const tried = {
    at: new Date(began).toISOString(),
    status: answer.status,
    answer: answer.text,
    durationMs: now - began,
  };
  const attempts = [...record.attempts, tried].slice(-mostAttempts);
  if (answer.isDelivered) return { ...record, attempts, state: 'delivered', nextAttemptAt: null };
  const failures = record.failures + 1;
  const next = nextTry(times, { failures, since: Date.parse(record.since), now, chance: Math.random() });
  const rest = { ...record, attempts, failures };
  if (next === null) return { ...rest, state: 'failed', nextAttemptAt: null };
  return { ...rest, nextAttemptAt: new Date(next).toISOString() };
}

function newestFirst(a: DeliveryRecord, b: DeliveryRecord): number {
  return b.createdAt.localeCompare(a.createdAt) || b.seq - a.seq || b.id.localeCompare(a.id);
}

function pageOf(
  all: readonly DeliveryRecord[],
  { limit, cursor, jobId }: DeliveryQuery,
  owner: WebhookOwner,
) {
  const mine = all
    .filter((record) => record.owner === owner && (jobId === undefined || record.jobId === jobId))
    .sort(newestFirst);
  const from = cursor === undefined ? 0 : mine.findIndex(({ id }) => id === cursor) + 1;
  const page = mine.slice(from, from + limit);
  const last = page.at(-1);
  return {
    deliveries: page.map(viewOfDelivery),
    ...(last && from + limit < mine.length && { nextCursor: last.id }),
  };
}
