import { collectExactly } from '../collect-exactly.ts';
import type { ObjectInfo, ObjectReader, VersionedRange } from '../object-store.ts';
import { faultOfStatus } from '../s3/s3-faults.ts';
import { StorageError } from '../storage-error.ts';
import { usualRetries, withRetries, type Retries } from '../with-retries.ts';

export interface WebOptions {
  readonly retries?: Retries;
  /** Longest time without an answer, or a byte of it, in milliseconds. */
  readonly stallMs?: number;
}

/**
 * Files that lie under presigned links. A link is a secret and is the key; errors say where it leads without it. It
 * may be good for GET alone, so nothing else is asked; no redirect is followed to a host that nobody has allowed.
 */
export function createWebReader({ retries = usualRetries, stallMs = 30_000 }: WebOptions = {}): ObjectReader {
  const tried = <T>(work: () => Promise<T>, signal?: AbortSignal) => withRetries(work, { retries, signal });
  const get = (link: string, headers: Record<string, string>, signal?: AbortSignal) =>
    request(link, { headers, stallMs, signal });
  return {
    look: (link, signal) =>
      tried(async () => {
        const answer = await get(link, { range: 'bytes=0-0' }, signal);
        answer.stop();
        return infoOf(link, answer.response);
      }, signal),
    read: (link, range, signal) =>
      tried(async () => {
        if (range.end === range.start) return new Uint8Array();
        const { response, stop } = await get(link, headersOf(range), signal);
        const about = withoutSecrets(link);
        if (response.status !== 206 || !response.body || versionOf(response) !== range.version) {
          stop();
          throw new StorageError(response.status === 206 ? 'ESTCHANGED' : 'ESTREFUSED', about);
        }
        const bytes = range.end - range.start;
        return collectExactly(response.body, { bytes, about, stallMs, stop }).catch((error: unknown) => {
          signal?.throwIfAborted();
          throw error;
        });
      }, signal),
  };
}

/** A link as it may be shown. */
export function withoutSecrets(link: string): string {
  const { protocol, host, pathname } = new URL(link);
  return `${protocol}//${host}${pathname}`;
}

interface Answer {
  readonly response: Response;
  /** Ends the connection. */
  readonly stop: () => void;
}

async function request(
  link: string,
  asked: { headers: Record<string, string>; stallMs: number; signal: AbortSignal | undefined },
): Promise<Answer> {
  const about = withoutSecrets(link);
  const ending = new AbortController();
  const stop = () => ending.abort();
  const timer = setTimeout(stop, asked.stallMs);
  const signal = asked.signal ? AbortSignal.any([ending.signal, asked.signal]) : ending.signal;
  try {
    const response = await fetch(link, { headers: asked.headers, redirect: 'manual', signal });
    if (response.ok) return { response, stop };
    const text = (await response.text().catch(() => '')).slice(0, 4096);
    throw new StorageError(faultOf(response.status, text), about);
  } catch (error) {
    asked.signal?.throwIfAborted();
    if (error instanceof StorageError) throw error;
    throw new StorageError(ending.signal.aborted ? 'ESTSTALLED' : 'ESTAWAY', about, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function faultOf(status: number, text: string) {
  if (/expired/i.test(text)) return 'ESTEXPIRED';
  if (/RequestTimeTooSkewed/.test(text)) return 'ESTSKEW';
  return faultOfStatus(status);
}

function infoOf(link: string, response: Response): ObjectInfo {
  const total = /^bytes 0-0\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  const version = versionOf(response);
  // Without ranges, or without a way to tell one state from another, it cannot be read piece by piece.
  if (response.status !== 206 || total === undefined || version === '')
    throw new StorageError('ESTREFUSED', withoutSecrets(link));
  const modifiedMs = Date.parse(response.headers.get('last-modified') ?? '') || 0;
  return { key: link, bytes: Number(total), version, modifiedMs };
}

/** A weak tag does not tell bytes apart; where there is no other, the time of the last change has to do. */
function versionOf({ headers }: Response): string {
  const tag = headers.get('etag') ?? '';
  return tag === '' || tag.startsWith('W/') ? (headers.get('last-modified') ?? '') : tag;
}

function headersOf({ start, end, version }: VersionedRange): Record<string, string> {
  const condition = version.startsWith('"') ? { 'if-match': version } : { 'if-unmodified-since': version };
  // What a proxy compresses has other ranges.
  return { range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity', ...condition };
}
