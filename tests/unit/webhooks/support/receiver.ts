import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** A server that webhooks call. It answers as the test says, one behaviour for each call and the last for all others. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** Resolves when so many calls have come. */
  readonly calls: (count: number) => Promise<readonly Received[]>;
}

export type Behaviour = (response: ServerResponse) => void;

export const behaviours = {
  ok: (response) => response.end('thanks'),
  error: (response) => response.writeHead(500).end('not today'),
  /** Says that it is fine before it breaks off. */
  breaksOff: (response) => {
    response.writeHead(200, { 'Content-Length': 100 });
    response.write('th', () => response.destroy());
  },
  closes: (response) => response.destroy(),
  hangs: () => undefined,
  chatters: (response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384, 97)));
      response.once('drain', write);
    };
    write();
  },
} as const satisfies Record<string, Behaviour>;

export function redirectTo(url: string): Behaviour {
  return (response) => response.writeHead(307, { Location: url }).end();
}

export async function startReceiver(...script: readonly Behaviour[]): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const behave = script[Math.min(received.length, script.length - 1)] ?? behaviours.ok;
      received.push({ headers: request.headers, text, body: JSON.parse(text) as Record<string, unknown> });
      behave(response);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    calls: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve(received);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the message says, or an error where its signature is not right. */
export function verified(received: Received | undefined, secret: string): unknown {
  if (received === undefined) throw new Error('Nothing was received.');
  const { headers, text } = received;
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  return new Webhook(secret).verify(text, signed);
}
