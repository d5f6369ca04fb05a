import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { namesFor, splitOwnedId } from '../contract/owned-name.ts';
import type { ExportState, ExportStatus } from '../contract/exports/status.ts';
import type { NewWebhook, WebhookBody, WebhookEvent } from '../contract/exports/webhook.ts';
import { webhookEvents } from '../contract/exports/webhook.ts';
import { webhookFileVersion, type DeliveryRecord, type WebhookRecord } from './keeping/records.ts';
import type { ExportWebhook, WebhookOwner } from './ports.ts';

/** Most of a message, in bytes; longer ones leave out what the status route tells as well. */
const bodyBytes = 64 * 1024;

const eventOfState: Partial<Record<ExportState, WebhookEvent>> = {
  processing: 'export.started',
  completed: 'export.completed',
  failed: 'export.failed',
  cancelled: 'export.cancelled',
};

/** What a state means to a webhook; undefined where it means nothing. */
export function eventOf(state: ExportState): WebhookEvent | undefined {
  return eventOfState[state];
}

/** When the event of a status happened, in milliseconds since the epoch. */
export function instantOf({ finishedAt, startedAt, createdAt }: ExportStatus): number {
  return Date.parse(finishedAt ?? startedAt ?? createdAt);
}

/**
 * The message about an event to one webhook. Its id follows from what it is about: made again after a crash, it is the
 * same message.
 */
export function messageOf(hook: WebhookRecord, status: ExportStatus, event: WebhookEvent): DeliveryRecord {
  const { jobId, attempt, createdAt } = status;
  const identity = JSON.stringify([hook.id, jobId, createdAt, attempt, event]);
  const id = `msg_${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}`;
  const now = new Date().toISOString();
  return {
    schemaVersion: webhookFileVersion,
    id,
    webhookId: hook.id,
    ...(hook.owner !== undefined && { owner: hook.owner }),
    url: hook.url,
    jobId,
    event,
    seq: status.seq,
    body: bodyOf({
      ...statusForOwner(status),
      type: event,
      timestamp: new Date(instantOf(status)).toISOString(),
    }),
    state: 'waiting',
    createdAt: now,
    since: now,
    nextAttemptAt: now,
    attempts: [],
    failures: 0,
  };
}

/** The receiver knows the export by the id that its owner gave it. */
function statusForOwner(status: ExportStatus): ExportStatus {
  const { owner } = splitOwnedId(status.jobId);
  return namesFor(owner).wordsOut(status);
}

function bodyOf(body: WebhookBody): string {
  const whole = JSON.stringify(body);
  if (Buffer.byteLength(whole) <= bodyBytes) return whole;
  const { report: _report, plan: _plan, ...short } = body;
  return JSON.stringify({ ...short, warnings: short.warnings.slice(0, 20) });
}

export function newWebhookRecord(wanted: NewWebhook, owner: WebhookOwner): WebhookRecord {
  return {
    schemaVersion: webhookFileVersion,
    id: `wh_${randomUUID().replaceAll('-', '').slice(0, 20)}`,
    url: wanted.url,
    events: wanted.events ?? [...webhookEvents],
    secret: newSecret(),
    createdAt: new Date().toISOString(),
    ...(owner !== undefined && { owner }),
  };
}

/** The same export and address make the same webhook. */
export function exportWebhookRecord({ jobId, url, owner }: ExportWebhook, secret: string): WebhookRecord {
  const identity = JSON.stringify([jobId, url, owner]);
  return {
    ...newWebhookRecord({ url }, owner),
    id: `wh_x${createHash('sha256').update(identity).digest('base64url').slice(0, 27)}`,
    secret,
    jobId,
  };
}

/** 256 bits, as Standard Webhooks writes them. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
