import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * What a client sent that asked for another protocol (`h2c`, as Java's HttpClient and `curl --http2` do), without the
 * asking: a server that speaks only HTTP/1.1 answers it as HTTP/1.1 (RFC 9110 §7.8). Node hands every such request to
 * the upgrade listener, body unread, so it is put back in front of what follows, to be read again as a plain one.
 */
export function putBackPlain(req: IncomingMessage, socket: Duplex, head: Buffer): void {
  if (head.length > 0) socket.unshift(head);
  socket.unshift(Buffer.from(headWithoutUpgrade(req), 'latin1'));
}

function headWithoutUpgrade(req: IncomingMessage): string {
  const lines = [`${req.method ?? 'GET'} ${req.url ?? '/'} HTTP/${req.httpVersion}`];
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    const [name = '', value = ''] = req.rawHeaders.slice(index, index + 2);
    const line = plainHeader(name, value);
    if (line !== undefined) lines.push(line);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function plainHeader(name: string, value: string): string | undefined {
  const key = name.toLowerCase();
  if (key === 'upgrade' || key === 'http2-settings') return undefined;
  if (key !== 'connection') return `${name}: ${value}`;
  const options = value.split(',').filter((option) => !/^\s*(upgrade|http2-settings)\s*$/i.test(option));
  return options.length > 0 ? `${name}: ${options.join(',')}` : undefined;
}
