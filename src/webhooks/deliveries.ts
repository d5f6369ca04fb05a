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

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { store, registrations, onTrouble } = options;
  const records = new Map<string, DeliveryRecord>();
  const writing = createKeyedLock();
  /** A message comes into its line when those before it have: the disk may finish them in any order. */
  const lining = createKeyedLock();
  const closing = new AbortController();
  /** The latest event that has become messages. */
  let seen = 0;
  let noting: Promise<void> = Promise.resolve();

  const keep = async (record: DeliveryRecord) => {
    records.set(record.id, record);
    await writing
      .run(record.id, () => store.saveDelivery(record))
      .catch((error: unknown) => onTrouble('A message to a webhook could not be written down.', error));
  };
  const drop = async (record: DeliveryRecord) => {
    records.delete(record.id);
    lines.drop(record);
    await writing.run(record.id, () => store.removeDelivery(record.id)).catch(() => undefined);
  };
  const attempt = async (record: DeliveryRecord) => {
    const { id, url, body } = record;
    const secret = registrations.find(record.webhookId)?.secret;
    if (secret === undefined) return { ...record, state: 'failed' as const, nextAttemptAt: null };
    const began = Date.now();
    const { addresses, limitMs } = options;
    const answer = await postMessage(
      { id, url, body, secret },
      { addresses, limitMs, signal: closing.signal },
    );
    // Cut off by our own end it counts as not tried; the next server sends it again.
    if (closing.signal.aborted || !records.has(id)) return record;
    const after = afterAttempt(records.get(id) ?? record, { answer, began, times: options.times });
    await keep(after);
    if (after.state !== 'waiting') await forgetOldest();
    return after;
  };
  const lines = createDeliveryLines({ attempt, now: Date.now, perWebhook: 4, altogether: 32 });
  const forgetOldest = async () => {
    const settled = [...records.values()].filter(({ state }) => state !== 'waiting');
    if (settled.length <= mostSettled) return;
    settled.sort(newestFirst);
    await Promise.all(settled.slice(mostSettled).map(drop));
  };
  const find = (id: string, owner: WebhookOwner) => {
    const record = records.get(id);
    if (record === undefined || record.owner !== owner) throw new ProblemError(noSuchDelivery(id));
    return record;
  };
  return {
    load: async ({ deliveries }) => {
      for (const record of deliveries) {
        records.set(record.id, record);
        if (registrations.find(record.webhookId)) lines.put(record);
        else if (record.state === 'waiting') await drop(record);
      }
    },
    add: (messages, at) => {
      const fresh = messages.filter(({ id }) => !records.has(id));
      for (const record of fresh) {
        records.set(record.id, record);
        void lining.run(lineOf(record), async () => {
          await keep(record);
          lines.put(record);
        });
      }
      seen = Math.max(seen, at);
      const noted = seen;
      noting = lining
        .idle()
        .then(() => (noted === seen ? registrations.saveSeen(noted) : undefined))
        .catch((error: unknown) => onTrouble('The state of the webhooks could not be written down.', error));
    },
    isWaitingFor: (webhookId) =>
      [...records.values()].some((record) => record.webhookId === webhookId && record.state === 'waiting'),
    dropOf: async (webhookId) => {
      const gone = [...records.values()].filter((record) => record.webhookId === webhookId);
      await Promise.all(gone.map(drop));
    },
    close: async () => {
      // What is answered in a moment need not be sent twice.
      const closed = lines.close();
      const patience = setTimeout(() => closing.abort(), patienceMs);
      await closed;
      clearTimeout(patience);
      await Promise.all([lining.idle(), writing.idle(), noting]);
    },
    port: {
      deliveries: async (query, owner) => pageOf([...records.values()], query, owner),
      sendAgain: async (id, owner) => {
        const now = new Date().toISOString();
        const again: DeliveryRecord = {
          ...find(id, owner),
          state: 'waiting',
          since: now,
          nextAttemptAt: now,
          failures: 0,
        };
        await keep(again);
        lines.put(again);
        return viewOfDelivery(again);
      },
    },
  };
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
