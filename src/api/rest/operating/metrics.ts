import type { Route } from '../route.ts';

export const metricsRoute: Route = {
  method: 'GET',
  path: '/api/metrics',
  async handle({ res, metrics }) {
    const text = await metrics.render();
    res.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
    res.end(text);
  },
};
