import { sendJson } from './respond.ts';
import type { Route } from './route.ts';

export const readyRoute: Route = {
  method: 'GET',
  path: '/api/ready',
  async handle({ res, runtime }) {
    const { isReady, reasons } = await runtime.readiness();
    sendJson(res, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', reasons });
  },
};
