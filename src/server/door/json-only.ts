import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

/**
 * Bodies are JSON or they are refused. Forms are what a foreign page can send without asking first, and
 * tRPC would run a mutation for `multipart/form-data`.
 */
export function refuseOtherThanJson(req: IncomingMessage): Refusal {
  if (req.method !== 'POST' && req.method !== 'PUT' && req.method !== 'PATCH') return undefined;
  const type = req.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return undefined;
  return {
    code: 'WRONG_CONTENT_TYPE',
    message: `The body must be application/json${type ? `, not ${JSON.stringify(type.slice(0, 100))}` : ''}.`,
    hint: 'Send the header Content-Type: application/json.',
  };
}
