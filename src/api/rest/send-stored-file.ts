import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import send from 'send';
import type { StoredBytes } from '../../media/library/stored-bytes.ts';
import { isMissingFile } from '../kept/missing-file.ts';
import { sendingRemote } from './send-remote-bytes.ts';

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

export interface FileToSend {
  readonly bytes: StoredBytes;
  /** Headers of the whole file and of its ranges. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers with a file, whole or in ranges. False, with nothing answered, when it is not there (any more). */
export async function sendStoredFile({ req, res }: Exchange, file: FileToSend): Promise<boolean> {
  const tag = await entityTagOf(file.bytes);
  if (tag === undefined) return false;
  const before = new Set(res.getHeaderNames());
  res.setHeader('ETag', tag);
  res.setHeader('Cache-Control', 'private, no-cache');
  for (const [name, value] of Object.entries(file.headers)) res.setHeader(name, value);
  dropUnsafeRange(req);
  try {
    await sendBytes({ req, res }, file);
    return true;
  } catch (error) {
    // What is answered instead is not this file.
    if (!res.headersSent)
      for (const name of res.getHeaderNames()) if (!before.has(name)) res.removeHeader(name);
    if (isMissingFile(error) || statusOf(error) === 404) return false;
    throw error;
  }
}

/** A strong tag, so that `If-Range` may use it: a published file never changes, and another one has another time. */
async function entityTagOf(file: StoredBytes): Promise<string | undefined> {
  if (file.kind === 'remote') return `"${file.version.replaceAll(/[^\x21\x23-\x7e]/g, '')}"`;
  try {
    const { size, mtimeMs } = await stat(file.path);
    return `"${size.toString(16)}-${Math.round(mtimeMs * 1000).toString(16)}"`;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

/** RFC 9110 §13.1.5: a weak tag never matches `If-Range`, so the whole file is due; `send` compares loosely. */
function dropUnsafeRange(req: IncomingMessage): void {
  const ifRange = req.headers['if-range'];
  if (typeof ifRange === 'string' && ifRange.startsWith('W/')) delete req.headers.range;
}

const options = { dotfiles: 'deny', index: false, cacheControl: false } as const;

function sendBytes({ req, res }: Exchange, { bytes, headers }: FileToSend): Promise<void> {
  return new Promise((resolve, reject) => {
    res.once('close', resolve);
    const sending =
      bytes.kind === 'file'
        ? send(req, encodeURIComponent(basename(bytes.path)), { ...options, root: dirname(bytes.path) })
        : sendingRemote(req, bytes, { options, onFailed: reject });
    sending
      .on('error', (error: Error & { status?: number; headers?: Record<string, string> }) => {
        if (error.status !== 416 && error.status !== 412) return reject(error);
        for (const name of Object.keys(headers)) res.removeHeader(name);
        resolve(sendStatus(res, error));
      })
      .pipe(res);
  });
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'status' in error ? error.status : undefined;
}

/** Preconditions and ranges that cannot be met are answers, not faults. */
function sendStatus(
  res: ServerResponse,
  { status = 500, headers = {} }: { status?: number; headers?: Record<string, string> },
): void {
  res.writeHead(status, { ...headers, 'Content-Length': 0 });
  res.end();
}
