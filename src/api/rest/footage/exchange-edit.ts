import { exchangeRequestSchema, importRequestSchema } from '../../../contract/interchange.ts';
import { plainBody, projectBody } from '../../bodies/body-bounds.ts';
import { parseBody, withBody } from '../../bodies/read-body.ts';
import { exportEdit, importEdit } from '../../kept/exchange.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

export const importEditRoute: Route = {
  method: 'POST',
  path: '/api/interchange/import',
  async handle({ req, res, runtime, budget }) {
    const request = await withBody(req, projectBody, {
      budget,
      use: async (body) => importRequestSchema.parse(parseBody(body)),
    });
    sendJson(res, 200, await importEdit(request, runtime));
  },
};

export const exportEditRoute: Route = {
  method: 'POST',
  path: '/api/interchange/export',
  async handle({ req, res, runtime, budget }) {
    const request = await withBody(req, plainBody, {
      budget,
      use: async (body) => exchangeRequestSchema.parse(parseBody(body)),
    });
    sendJson(res, 200, await exportEdit(request, runtime));
  },
};
