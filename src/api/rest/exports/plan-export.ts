import { readConfigBody } from '../json-body.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';
import { whileOpen } from '../while-open.ts';

/** Dry run: what an export of this config would do. */
export const planExportRoute: Route = {
  method: 'POST',
  path: '/api/plan',
  async handle(request) {
    const { res, runtime } = request;
    const config = await readConfigBody(request);
    sendJson(res, 200, await runtime.dryRun(config, whileOpen(res)));
  },
};
