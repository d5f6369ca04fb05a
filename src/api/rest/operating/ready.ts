import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

export const readyRoute: Route = {
  method: 'GET',
  path: '/api/ready',
  async handle({ res, runtime }) {
    const [{ isReady, reasons }, workers] = await Promise.all([runtime.readiness(), runtime.workers()]);
    const status = isReady ? 'ready' : 'not ready';
    sendJson(res, isReady ? 200 : 503, { status, reasons, ...(workers.length > 0 && { workers }) });
  },
};
