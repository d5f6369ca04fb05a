import { router } from '../../trpc.ts';
import { createWebhook } from './create-webhook.ts';
import { exportSecret } from './export-secret.ts';
import { listDeliveries } from './list-deliveries.ts';
import { listWebhooks } from './list-webhooks.ts';
import { removeWebhook } from './remove-webhook.ts';
import { sendAgain } from './send-again.ts';

export const webhooks = router({
  list: listWebhooks,
  create: createWebhook,
  remove: removeWebhook,
  deliveries: listDeliveries,
  sendAgain,
  exportSecret,
});
