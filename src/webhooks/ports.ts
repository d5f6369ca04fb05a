import type {
  CreatedWebhook,
  DeliveryPage,
  DeliveryView,
  NewWebhook,
  WebhookView,
} from '../contract/exports/webhook.ts';

/** Whose webhooks are meant; undefined where there are no accounts. */
export type WebhookOwner = string | undefined;

export interface DeliveryQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly jobId?: string;
}

/** What people may do with webhooks. Methods that change something answer when it is on disk. */
export interface Webhooks {
  readonly list: (owner?: WebhookOwner) => Promise<readonly WebhookView[]>;
  /** `INVALID_REQUEST` where the address may not be called. */
  readonly create: (webhook: NewWebhook, owner?: WebhookOwner) => Promise<CreatedWebhook>;
  /** What still waits for it is dropped. `NOT_FOUND` where there is none. */
  readonly remove: (id: string, owner?: WebhookOwner) => Promise<void>;
  readonly deliveries: (query: DeliveryQuery, owner?: WebhookOwner) => Promise<DeliveryPage>;
  /** Tries a message again at once, and for another day. `NOT_FOUND` where there is none. */
  readonly sendAgain: (id: string, owner?: WebhookOwner) => Promise<DeliveryView>;
  /**
   * A webhook of one export alone, told of all that happens to it, until the export is removed; asked again for the
   * same address it changes nothing. To be called before the export is taken. `INVALID_REQUEST` as for `create`.
   */
  readonly addForExport: (wanted: ExportWebhook) => Promise<void>;
  /** The export was refused after all, or is gone: its own webhooks go once they have been told what waits for them. */
  readonly removeForExport: (jobId: string) => Promise<void>;
  /** Signs what is sent to the webhooks of single exports, which have no secret of their own. */
  readonly exportSecret: (owner?: WebhookOwner) => Promise<string>;
}

export interface ExportWebhook {
  readonly jobId: string;
  readonly url: string;
  readonly owner?: WebhookOwner;
}
