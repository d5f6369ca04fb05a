import { configV2JsonSchema } from '../../../contract/config-v2/json-schema.ts';
import { presets } from '../../../contract/config-v2/presets.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';

/** What a config may say, for editors that are not written in TypeScript. */
export const contractRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/presets', handle: ({ res }) => sendJson(res, 200, { presets }) },
  {
    method: 'GET',
    path: '/api/schema/config-2.json',
    handle: ({ res }) => sendJson(res, 200, configV2JsonSchema()),
  },
];
