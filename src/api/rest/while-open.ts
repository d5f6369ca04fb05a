import type { ServerResponse } from 'node:http';

/** Aborted when the client goes away before it was answered. */
export function whileOpen(res: ServerResponse): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort(new Error('The client has gone.'));
  });
  return gone.signal;
}
