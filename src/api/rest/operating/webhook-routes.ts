import { newWebhookSchema } from '../../../contract/exports/webhook.ts';
import { plainBody } from '../../bodies/body-bounds.ts';
import { parseBody, withBody } from '../../bodies/read-body.ts';
import { deliveriesInput, deliveryQueryFrom } from '../../inputs/webhook-input.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

export const webhookRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/webhooks',
    async handle({ res, runtime }) {
      sendJson(res, 200, { webhooks: await runtime.webhooks.list() });
    },
  },
  {
    method: 'POST',
    path: '/api/webhooks',
    async handle({ req, res, runtime, budget }) {
      const use = async (body: Uint8Array) => newWebhookSchema.parse(parseBody(body));
      const wanted = await withBody(req, plainBody, { budget, use });
      sendJson(res, 200, await runtime.webhooks.create(wanted));
    },
  },
  {
    method: 'GET',
    path: '/api/webhooks/deliveries',
    async handle({ res, query, runtime }) {
      const limit = query.get('limit');
      const input = deliveriesInput.parse({
        cursor: query.get('cursor'),
        jobId: query.get('jobId') ?? undefined,
        ...(limit !== null && { limit: Number(limit) }),
      });
      sendJson(res, 200, await runtime.webhooks.deliveries(deliveryQueryFrom(input)));
    },
  },
  {
    method: 'GET',
    path: '/api/webhooks/export-secret',
    async handle({ res, runtime }) {
      sendJson(res, 200, { secret: await runtime.webhooks.exportSecret() });
    },
  },
  {
    method: 'DELETE',
    path: '/api/webhooks/:id',
    async handle({ res, id, runtime }) {
      await runtime.webhooks.remove(id);
      sendJson(res, 200, { id, message: 'The webhook is removed.' });
    },
  },
  {
    method: 'POST',
    path: '/api/webhooks/deliveries/:id/send-again',
    async handle({ res, id, runtime }) {
      sendJson(res, 200, await runtime.webhooks.sendAgain(id));
    },
  },
];
