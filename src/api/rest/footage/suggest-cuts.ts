import { cutsRequestSchema } from '../../../contract/cutting/suggest-cuts.ts';
import { plainBody } from '../../bodies/body-bounds.ts';
import { parseBody, withBody } from '../../bodies/read-body.ts';
import { cutOrderOf } from '../../kept/cut-order.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';
import { whileOpen } from '../while-open.ts';

export const suggestCutsRoute: Route = {
  method: 'POST',
  path: '/api/suggest-cuts',
  async handle({ req, res, runtime, budget }) {
    const request = await withBody(req, plainBody, {
      budget,
      use: async (body) => cutsRequestSchema.parse(parseBody(body)),
    });
    const order = await cutOrderOf(request, runtime.projects);
    sendJson(res, 200, await runtime.suggestCuts(order, whileOpen(res)));
  },
};
