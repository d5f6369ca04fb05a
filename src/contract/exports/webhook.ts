import { z } from 'zod';
import type { ExportStatus } from './status.ts';

/** What a webhook may be told of. */
export const webhookEvents = [
  'export.started',
  'export.completed',
  'export.failed',
  'export.cancelled',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** An address that is called. Whether it may be called is decided when its name has been resolved. */
export const webhookUrlSchema = z
  .string()
  .max(2048)
  .regex(
    /^https?:\/\/[^\s/?#@\\]+(?:[/?#][^\s]*)?$/i,
    'must be an http or https address without a user name or a password',
  );

export const newWebhookSchema = z.strictObject({
  url: webhookUrlSchema,
  /** All of them where left out. */
  events: z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length).optional(),
});
export type NewWebhook = z.infer<typeof newWebhookSchema>;

/** A webhook as it is listed. Its secret is shown once, in the answer to `create`. */
export interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly createdAt: string;
}

export interface CreatedWebhook extends WebhookView {
  /** `whsec_…`, as Standard Webhooks writes secrets. */
  readonly secret: string;
}

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const;

/** One try to deliver. */
export const deliveryAttemptSchema = z.object({
  at: z.string(),
  /** HTTP status of the answer; null where none came. */
  status: z.number().int().nullable(),
  /** A sentence, or the beginning of what was answered. */
  answer: z.string(),
  durationMs: z.number(),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttemptSchema>;

/** A message to one webhook, with what became of it. */
export interface DeliveryView {
  /** The `webhook-id` of the message: the same however often it is sent. */
  readonly id: string;
  readonly url: string;
  readonly jobId: string;
  readonly event: WebhookEvent;
  readonly state: (typeof deliveryStates)[number];
  readonly createdAt: string;
  /** When it is tried next; null once it is settled. */
  readonly nextAttemptAt: string | null;
  /** Oldest first, the latest twenty. */
  readonly attempts: readonly DeliveryAttempt[];
}

export interface DeliveryPage {
  /** Newest first. */
  readonly deliveries: readonly DeliveryView[];
  readonly nextCursor?: string;
}

/** What is sent: the export's status at that moment, and which event it is. */
export type WebhookBody = ExportStatus & { readonly type: WebhookEvent; readonly timestamp: string };
