import type { WebhookEvent } from '../../client/contract.ts';

/** What each event is called, as it goes on after “When an export”. */
export const eventWords: Record<WebhookEvent, string> = {
  'export.started': 'starts',
  'export.completed': 'is completed',
  'export.failed': 'fails',
  'export.cancelled': 'is cancelled',
};
