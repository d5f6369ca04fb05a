import { ProblemError } from '../contract/problems.ts';
import type { WebhookEvent } from '../contract/exports/webhook.ts';
import { viewOfWebhook, webhookFileVersion, type WebhookRecord } from './keeping/records.ts';
import type { WebhookSettings, WebhookShelf, WebhookStore } from './keeping/webhook-store.ts';
import { exportWebhookRecord, newSecret, newWebhookRecord } from './message-of.ts';
import type { WebhookOwner, Webhooks } from './ports.ts';
import { RefusedAddressError, type CallableAddresses } from './sending/callable-address.ts';
import { addressRefused, noSuchWebhook, tooManyWebhooks } from './webhook-problems.ts';

/** Of one owner, beside those of single exports. */
const mostWebhooks = 100;

export interface Occasion {
  readonly jobId: string;
  readonly event: WebhookEvent;
  readonly owner: WebhookOwner;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Who wants to be told of what, in memory and on disk. */
export interface Registrations {
  readonly port: Pick<Webhooks, 'list' | 'create' | 'remove' | 'addForExport' | 'exportSecret'>;
  readonly load: (shelf: WebhookShelf) => Promise<void>;
  readonly find: (webhookId: string) => WebhookRecord | undefined;
  /** Webhooks made after the occasion do not hear of it. */
  readonly interestedIn: (occasion: Occasion) => readonly WebhookRecord[];
  /** Forgets the webhooks of a removed export, but for those that a message still waits for. Never rejects. */
  readonly retire: (jobId: string, isWaitingFor: (webhookId: string) => boolean) => Promise<void>;
  /** Of the exports that have a webhook of their own. */
  readonly jobIds: () => readonly string[];
  readonly saveSeen: (until: number) => Promise<void>;
}

// eslint-disable-next-line max-lines-per-function -- small functions over one state, which would have to be handed to each of them
export function createRegistrations(options: {
  readonly store: WebhookStore;
  readonly addresses: CallableAddresses;
}): Registrations {
  const { store, addresses } = options;
  const records = new Map<string, WebhookRecord>();
  let settings: WebhookSettings = {
    schemaVersion: webhookFileVersion,
    seenUntil: Date.now(),
    exportSecrets: {},
  };
  let saving: Promise<void> = Promise.resolve();
  const saveSettings = (change: Partial<WebhookSettings>) => {
    settings = { ...settings, ...change };
    saving = saving.catch(() => undefined).then(() => store.saveSettings(settings));
    return saving;
  };
  const ofOwner = (owner: WebhookOwner) =>
    [...records.values()].filter((hook) => hook.jobId === undefined && hook.owner === owner);
  const exportSecret = async (owner: WebhookOwner) => {
    const known = settings.exportSecrets[owner ?? ''];
    if (known !== undefined) return known;
    const secret = newSecret();
    await saveSettings({ exportSecrets: { ...settings.exportSecrets, [owner ?? '']: secret } });
    return secret;
  };
  const keep = async (record: WebhookRecord) => {
    await store.saveWebhook(record);
    records.set(record.id, record);
  };
  return {
    load: async (shelf) => {
      for (const hook of shelf.webhooks) records.set(hook.id, hook);
      if (shelf.settings) settings = shelf.settings;
      // Where it cannot be written now, it is with the first event.
      else await saveSettings({}).catch(() => undefined);
    },
    find: (webhookId) => records.get(webhookId),
    interestedIn: ({ jobId, event, owner, at }) =>
      [...records.values()].filter(
        (hook) =>
          (hook.jobId === undefined ? hook.owner === owner : hook.jobId === jobId) &&
          hook.events.includes(event) &&
          Date.parse(hook.createdAt) <= at,
      ),
    retire: async (jobId, isWaitingFor) => {
      const gone = [...records.values()].filter((hook) => hook.jobId === jobId && !isWaitingFor(hook.id));
      for (const { id } of gone) records.delete(id);
      await Promise.all(gone.map(({ id }) => store.removeWebhook(id).catch(() => undefined)));
    },
    jobIds: () => [...records.values()].flatMap(({ jobId }) => jobId ?? []),
    saveSeen: (seenUntil) => saveSettings({ seenUntil }),
    port: {
      list: async (owner) => ofOwner(owner).map(viewOfWebhook).sort(byAge),
      create: async (wanted, owner) => {
        if (ofOwner(owner).length >= mostWebhooks) throw new ProblemError(tooManyWebhooks(mostWebhooks));
        await requireCallable(addresses, wanted.url);
        const record = newWebhookRecord(wanted, owner);
        await keep(record);
        return { ...viewOfWebhook(record), secret: record.secret };
      },
      remove: async (id, owner) => {
        if (!ofOwner(owner).some((hook) => hook.id === id)) throw new ProblemError(noSuchWebhook(id));
        await store.removeWebhook(id);
        records.delete(id);
      },
      addForExport: async (wanted) => {
        await requireCallable(addresses, wanted.url);
        const record = exportWebhookRecord(wanted, await exportSecret(wanted.owner));
        if (!records.has(record.id)) await keep(record);
      },
      exportSecret,
    },
  };
}

function byAge(a: { createdAt: string; id: string }, b: { createdAt: string; id: string }): number {
  return a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);
}

/** A name that cannot be looked up now may be there when it is called; then it is checked again. */
async function requireCallable(addresses: CallableAddresses, url: string): Promise<void> {
  if (!URL.canParse(url)) throw new ProblemError(addressRefused(url, 'It is not an address.'));
  try {
    await addresses.of(new URL(url).hostname);
  } catch (error) {
    if (error instanceof RefusedAddressError) throw new ProblemError(addressRefused(url, error.message));
  }
}
