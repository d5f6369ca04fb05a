import type { WebhookStore } from '../../../../src/webhooks/keeping/webhook-store.ts';

/** Keeps nothing. */
export function createMemoryWebhookStore(): WebhookStore {
  const nothing = async () => undefined;
  return {
    load: async () => ({ webhooks: [], deliveries: [], settings: undefined }),
    saveWebhook: nothing,
    removeWebhook: nothing,
    saveDelivery: nothing,
    removeDelivery: nothing,
    saveSettings: nothing,
  };
}
