import { openApiDocument } from '../../openapi/document.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

export const openApiRoute: Route = {
  method: 'GET',
  path: '/api/openapi.json',
  handle: ({ res }) => sendJson(res, 200, openApiDocument()),
};
