import type { IncomingMessage, ServerResponse } from 'node:http';

/** A step in front of the handlers that may add headers, and calls `next` unless it answered. */
export type RequestHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;
