import type { ServerResponse } from 'node:http';
import { createReplacer } from './replacer.ts';

/** What holds addresses: pages, what the router loads of them, scripts, styles. */
const texts = /^(text\/(html|css|x-component|plain)|application\/(javascript|json)|text\/javascript)\b/;

type Sent = Buffer | undefined;

/**
 * Puts `to` in the place of `from` in everything that is about to be answered: in the headers, and in the body where
 * that is text. To be called before anything was written. Of Next's streams that is true as long as no single string
 * of more than a kilobyte holds `from`: in those their length is written before them.
 */
export function replaceInAnswer(res: ServerResponse, from: string, to: string): void {
  const replacer = createReplacer(from, to);
  const write = res.write.bind(res);
  const end = res.end.bind(res);
  const writeHead = res.writeHead.bind(res);
  let isText: boolean | undefined;
  const begin = (): boolean => (isText ??= prepareHeaders(res, (text) => text.replaceAll(from, to)));
  const convert = (chunk: unknown, encoding: unknown): Sent =>
    replacer.take(bytesOf(chunk, encoding) ?? Buffer.alloc(0));
  Object.assign(res, {
    writeHead: (status: number, ...rest: unknown[]) => {
      const headers = rest.find((part) => typeof part === 'object' && !Array.isArray(part));
      for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, value as string);
      begin();
      return writeHead(status);
    },
    write: (chunk: unknown, ...rest: unknown[]) => {
      if (!begin()) return write(chunk, ...(rest as []));
      const then = rest.find((part) => typeof part === 'function') as (() => void) | undefined;
      return write(convert(chunk, rest[0]) ?? '', then);
    },
    end: (...args: unknown[]) => {
      if (!begin()) return end(...(args as []));
      const then = args.find((part) => typeof part === 'function') as (() => void) | undefined;
      const last = typeof args[0] === 'function' ? undefined : convert(args[0], args[1]);
      return end(Buffer.concat([last ?? Buffer.alloc(0), replacer.rest()]), then);
    },
  });
}

/** Answers whether the body has to be read, too. */
function prepareHeaders(res: ServerResponse, replaced: (text: string) => string): boolean {
  for (const [name, value] of Object.entries(res.getHeaders())) {
    // The root itself, where nothing comes instead.
    if (typeof value === 'string') res.setHeader(name, value === '' ? value : replaced(value) || '/');
    else if (Array.isArray(value)) res.setHeader(name, value.map(replaced));
  }
  const isText = texts.test(String(res.getHeader('Content-Type') ?? ''));
  if (!isText) return false;
  res.removeHeader('Content-Length');
  res.removeHeader('Accept-Ranges');
  return true;
}

function bytesOf(chunk: unknown, encoding: unknown): Sent {
  if (typeof chunk === 'string')
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  return chunk instanceof Uint8Array
    ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    : undefined;
}
