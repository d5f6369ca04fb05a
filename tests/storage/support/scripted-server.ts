import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request as the test says. */
export type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** A server that answers its requests by a script, one after another, and the last answer from then on. */
export interface ScriptedServer extends AsyncDisposable {
  readonly endpoint: string;
  /** What was asked so far: method and path. */
  readonly asked: string[];
  readonly play: (...answers: readonly [Answer, ...Answer[]]) => void;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const asked: string[] = [];
  let script: readonly Answer[] = [];
  const server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url?.split('?')[0]}`);
    const [answer] = script;
    if (script.length > 1) script = script.slice(1);
    answer?.(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    play: (...answers) => {
      asked.length = 0;
      script = answers;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer that says what is wrong, as S3 does. */
export function refusal(status: number, code: string): Answer {
  return (_req, res) => {
    res.writeHead(status, { 'Content-Type': 'application/xml' });
    res.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>Request has ${code}</Message></Error>`);
  };
}

export const content = Buffer.from('0123456789'.repeat(100));
export const tag = '"a-tag"';

/** The range that was asked for, and what `spoil` makes of its body. */
export function partOf(
  spoil: (res: ServerResponse, body: Buffer) => void = (res, body) => res.end(body),
): Answer {
  return (req, res) => {
    const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(req.headers.range ?? '') ?? [];
    const body = content.subarray(Number(from), Number(to) + 1);
    res.writeHead(206, {
      ...{ ETag: tag, 'Content-Length': body.length },
      'Content-Range': `bytes ${from}-${to}/${content.length}`,
    });
    spoil(res, body);
  };
}
