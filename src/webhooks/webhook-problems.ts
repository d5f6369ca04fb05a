import type { Problem } from '../contract/problems.ts';

export function noSuchWebhook(id: string): Problem {
  return {
    code: 'NOT_FOUND',
    message: `There is no webhook ${JSON.stringify(id.slice(0, 128))}.`,
    hint: 'It may have been removed in another window.',
  };
}

export function noSuchDelivery(id: string): Problem {
  return {
    code: 'NOT_FOUND',
    message: `There is no delivery ${JSON.stringify(id.slice(0, 128))}.`,
    hint: 'The newest thousand are kept, and all that still wait.',
  };
}

export function addressRefused(url: string, why: string): Problem {
  const message = `The webhook ${url} may not be called: ${why}`;
  return {
    code: 'INVALID_REQUEST',
    message,
    hint: 'Whoever operates the server can allow the host with WEBHOOK_HOSTS.',
    issues: [{ path: 'url', message }],
  };
}

export function tooManyWebhooks(most: number): Problem {
  return {
    code: 'INVALID_REQUEST',
    message: `There are ${most} webhooks already, and no more are possible.`,
    hint: 'Remove one that is no longer needed.',
  };
}
