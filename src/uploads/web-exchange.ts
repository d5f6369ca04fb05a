import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { errorBodyOf } from '../contract/problems.ts';
import { protocolProblem } from './upload-problems.ts';

/** How long what follows a refused body is read and thrown away, so that the client gets to read the answer. */
const drainMs = 2_000;

/** The request as tus takes it; the body streams. */
export function webRequestOf(req: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const hasBody = req.method === 'POST' || req.method === 'PATCH';
  return new Request(new URL(req.url ?? '/', 'http://server'), {
    method: req.method ?? 'GET',
    headers,
    ...(hasBody && { body: Readable.toWeb(req) as ReadableStream<Uint8Array>, duplex: 'half' }),
  });
}

/** Headers that are this server's to say, for all routes alike. */
const notForTus = /^(access-control-|connection$|content-length$|content-type$)/;

/** Sends what tus answered, refusals as JSON like everywhere under `/api`. */
export async function sendWebResponse(res: ServerResponse, response: Response): Promise<void> {
  const text = await response.text();
  const body = response.status >= 400 ? jsonBodyOf(response.status, text) : text;
  for (const [name, value] of response.headers) if (!notForTus.test(name)) res.setHeader(name, value);
  if (response.status >= 400) res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Cache-Control', 'no-store');
  if (response.status !== 204) res.setHeader('Content-Length', Buffer.byteLength(body));
  res.writeHead(response.status).end(res.req.method === 'HEAD' ? undefined : body);
  if (!res.req.complete) drainThenClose(res.req);
}

/** Texts that begin so were made by us already. */
function jsonBodyOf(status: number, text: string): string {
  return text.startsWith('{') ? text : JSON.stringify(errorBodyOf(protocolProblem(status, text)));
}

/** Closing at once would reset the connection and with it the answer that says why. */
function drainThenClose(req: IncomingMessage): void {
  req.removeAllListeners('data');
  req.resume();
  const end = setTimeout(() => req.socket.destroy(), drainMs);
  end.unref();
  req.once('close', () => clearTimeout(end));
}
