import { z } from 'zod';
import { deliveryAttemptSchema, deliveryStates, webhookEvents } from '../../contract/exports/webhook.ts';
import type { DeliveryView, WebhookView } from '../../contract/exports/webhook.ts';

/** The version of the files that this program writes. Later ones are left untouched. */
export const webhookFileVersion = 1;

const owner = z.string().optional();

export const webhookRecordSchema = z.object({
  schemaVersion: z.literal(webhookFileVersion),
  id: z.string().regex(/^wh_[\w-]+$/),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  secret: z.string(),
  createdAt: z.string(),
  owner,
  /** The one export it is for; all of its owner's where left out. */
  jobId: z.string().optional(),
});
export type WebhookRecord = Readonly<z.infer<typeof webhookRecordSchema>>;

export const deliveryRecordSchema = z.object({
  schemaVersion: z.literal(webhookFileVersion),
  id: z.string().regex(/^msg_[\w-]+$/),
  webhookId: z.string(),
  owner,
  url: z.string(),
  jobId: z.string(),
  event: z.enum(webhookEvents),
  /** The export's `seq` at the event: messages of one export go out in this order. */
  seq: z.number().int(),
  /** As it is signed and sent. */
  body: z.string(),
  state: z.enum(deliveryStates),
  createdAt: z.string(),
  /** What the day of tries is counted from. */
  since: z.string(),
  nextAttemptAt: z.string().nullable(),
  attempts: z.array(deliveryAttemptSchema),
  /** Of the attempts since `since`. */
  failures: z.number().int(),
});
export type DeliveryRecord = Readonly<z.infer<typeof deliveryRecordSchema>>;

export function viewOfWebhook({ id, url, events, createdAt }: WebhookRecord): WebhookView {
  return { id, url, events, createdAt };
}

export function viewOfDelivery(record: DeliveryRecord): DeliveryView {
  const { id, url, jobId, event, state, createdAt, nextAttemptAt, attempts } = record;
  return { id, url, jobId, event, state, createdAt, nextAttemptAt, attempts };
}
