import { trimsRequestSchema } from '../../../contract/cutting/suggest-cuts.ts';
import { plainBody } from '../../bodies/body-bounds.ts';
import { parseBody, withBody } from '../../bodies/read-body.ts';
import { trimOrderOf } from '../../kept/cut-order.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';
import { whileOpen } from '../while-open.ts';

export const suggestTrimsRoute: Route = {
  method: 'POST',
  path: '/api/suggest-trims',
  async handle({ req, res, runtime, budget }) {
    const request = await withBody(req, plainBody, {
      budget,
      use: async (body) => trimsRequestSchema.parse(parseBody(body)),
    });
    const order = await trimOrderOf(request, runtime.projects);
    sendJson(res, 200, await runtime.suggestTrims(order, whileOpen(res)));
  },
};
