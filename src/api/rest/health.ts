import { sendJson } from './respond.ts';
import type { Route } from './route.ts';

/** Alive: the event loop turns. Says nothing about whether work can be taken. */
export const healthRoute: Route = {
  method: 'GET',
  path: '/api/health',
  handle({ res }) {
    sendJson(res, 200, { status: 'ok' });
  },
};
