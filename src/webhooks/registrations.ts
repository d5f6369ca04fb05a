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

export interface RegistrationsOptions {
  readonly store: WebhookStore;
  readonly addresses: CallableAddresses;
}

export function createRegistrations(options: RegistrationsOptions): Registrations {
  return new KeptRegistrations(options);
}

class KeptRegistrations implements Registrations {
  readonly #store: WebhookStore;
  readonly #addresses: CallableAddresses;
  readonly #records = new Map<string, WebhookRecord>();
  #settings: WebhookSettings = {
    schemaVersion: webhookFileVersion,
    seenUntil: Date.now(),
    exportSecrets: {},
  };
  #saving: Promise<void> = Promise.resolve();
  readonly port: Registrations['port'];

  constructor({ store, addresses }: RegistrationsOptions) {
    this.#store = store;
    this.#addresses = addresses;
    this.port = {
      list: async (owner) => this.#ofOwner(owner).map(viewOfWebhook).sort(byAge),
      create: (wanted, owner) => this.#create(wanted, owner),
      remove: (id, owner) => this.#remove(id, owner),
      addForExport: (wanted) => this.#addForExport(wanted),
      exportSecret: (owner) => this.#exportSecret(owner),
    };
  }

  readonly load = async (shelf: WebhookShelf): Promise<void> => {
    for (const hook of shelf.webhooks) this.#records.set(hook.id, hook);
    if (shelf.settings) this.#settings = shelf.settings;
    // Where it cannot be written now, it is with the first event.
    else await this.#saveSettings({}).catch(() => undefined);
  };

  readonly find = (webhookId: string): WebhookRecord | undefined => this.#records.get(webhookId);

  readonly interestedIn = ({ jobId, event, owner, at }: Occasion): readonly WebhookRecord[] =>
    [...this.#records.values()].filter(
      (hook) =>
        (hook.jobId === undefined ? hook.owner === owner : hook.jobId === jobId) &&
        hook.events.includes(event) &&
        Date.parse(hook.createdAt) <= at,
    );

  readonly retire: Registrations['retire'] = async (jobId, isWaitingFor) => {
    const gone = [...this.#records.values()].filter((hook) => hook.jobId === jobId && !isWaitingFor(hook.id));
    for (const { id } of gone) this.#records.delete(id);
    await Promise.all(gone.map(({ id }) => this.#store.removeWebhook(id).catch(() => undefined)));
  };

  readonly jobIds = (): readonly string[] => [...this.#records.values()].flatMap(({ jobId }) => jobId ?? []);

  readonly saveSeen = (seenUntil: number): Promise<void> => this.#saveSettings({ seenUntil });

  readonly #create: Webhooks['create'] = async (wanted, owner) => {
    if (this.#ofOwner(owner).length >= mostWebhooks) throw new ProblemError(tooManyWebhooks(mostWebhooks));
    await requireCallable(this.#addresses, wanted.url);
    const record = newWebhookRecord(wanted, owner);
    await this.#keep(record);
    return { ...viewOfWebhook(record), secret: record.secret };
  };

  readonly #remove: Webhooks['remove'] = async (id, owner) => {
    if (!this.#ofOwner(owner).some((hook) => hook.id === id)) throw new ProblemError(noSuchWebhook(id));
    await this.#store.removeWebhook(id);
    this.#records.delete(id);
  };

  readonly #addForExport: Webhooks['addForExport'] = async (wanted) => {
    await requireCallable(this.#addresses, wanted.url);
    const record = exportWebhookRecord(wanted, await this.#exportSecret(wanted.owner));
    if (!this.#records.has(record.id)) await this.#keep(record);
  };

  async #exportSecret(owner: WebhookOwner): Promise<string> {
    const known = this.#settings.exportSecrets[owner ?? ''];
    if (known !== undefined) return known;
    const secret = newSecret();
    await this.#saveSettings({ exportSecrets: { ...this.#settings.exportSecrets, [owner ?? '']: secret } });
    return secret;
  }

  #ofOwner(owner: WebhookOwner): WebhookRecord[] {
    return [...this.#records.values()].filter((hook) => hook.jobId === undefined && hook.owner === owner);
  }

  async #keep(record: WebhookRecord): Promise<void> {
    await this.#store.saveWebhook(record);
    this.#records.set(record.id, record);
  }

  #saveSettings(change: Partial<WebhookSettings>): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#store.saveSettings(this.#settings));
    return this.#saving;
  }
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
