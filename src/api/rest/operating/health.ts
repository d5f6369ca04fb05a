import { errorBodyOf } from '../../../contract/problems.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

/**
 * Alive: the event loop turns. Says nothing about whether work can be taken. Answers pages of every origin, and says
 * whether calls from there are refused: of a refused call a browser tells a page nothing at all.
 */
export const healthRoute: Route = {
  method: 'GET',
  path: '/api/health',
  handle({ req, res, refuseOrigin }) {
    if (!res.hasHeader('Access-Control-Allow-Origin')) res.setHeader('Access-Control-Allow-Origin', '*');
    const refusal = refuseOrigin(req);
    sendJson(res, 200, { status: 'ok', ...(refusal && { refusal: errorBodyOf(refusal) }) });
  },
};
