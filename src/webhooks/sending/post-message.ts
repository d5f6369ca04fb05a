import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { errorCode } from '../../disk/store-fs.ts';
import { RefusedAddressError, type CallableAddress, type CallableAddresses } from './callable-address.ts';

/** Most of an answer that is read. */
const answerBytes = 64 * 1024;
/** Of it is kept, in characters. */
const keptCharacters = 500;

export interface Message {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly secret: string;
}

export interface PostResult {
  /** Null where none came. */
  readonly status: number | null;
  /** The beginning of the answer, or a sentence that says why there is none. */
  readonly text: string;
  readonly isDelivered: boolean;
}

export interface PostOptions {
  readonly addresses: CallableAddresses;
  /** From the look-up of the name to the end of the answer. */
  readonly limitMs: number;
  /** Ends it early; what was sent may have arrived. */
  readonly signal: AbortSignal;
}

/**
 * Sends one message, signed as Standard Webhooks says. The connection is made to the address that was checked; no
 * redirect is followed. Delivered is what was answered with 2xx, to the end or for 64 kB. Never rejects.
 */
export async function postMessage(message: Message, options: PostOptions): Promise<PostResult> {
  const limit = AbortSignal.timeout(options.limitMs);
  const signal = AbortSignal.any([limit, options.signal]);
  try {
    const url = new URL(message.url);
    const addresses = await untilAborted(options.addresses.of(url.hostname), signal);
    const response = await open({ url, message, addresses, signal });
    return await readAnswer(response);
  } catch (error) {
    const seconds = Math.round(options.limitMs / 1000);
    const text = limit.aborted ? `There was no whole answer within ${seconds} s.` : sentenceOf(error);
    return { status: null, text, isDelivered: false };
  }
}

interface Call {
  readonly url: URL;
  readonly message: Message;
  readonly addresses: readonly CallableAddress[];
  readonly signal: AbortSignal;
}

function open({ url, message, addresses, signal }: Call): Promise<IncomingMessage> {
  const { id, body, secret } = message;
  const now = new Date();
  const options: RequestOptions = {
    method: 'POST',
    // A connection of its own: one kept open from an earlier call would not be checked again.
    agent: false,
    lookup: lookupOf(addresses),
    signal,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'Cutroom',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, body),
    },
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** What was found and checked, whatever the resolver would say now. */
function lookupOf(addresses: readonly CallableAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

async function readAnswer(response: IncomingMessage): Promise<PostResult> {
  const status = response.statusCode ?? 0;
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response) {
    pieces.push(piece as Buffer);
    bytes += (piece as Buffer).length;
    if (bytes > answerBytes) break;
  }
  // Cut off after so much: nothing more is wanted of it.
  response.destroy();
  if (bytes <= answerBytes && !response.complete) throw new Error('The connection ended within the answer.');
  const isRedirect = status >= 300 && status < 400;
  const text = isRedirect
    ? `It leads on to ${String(response.headers.location ?? 'another place')}; redirects are not followed.`
    : Buffer.concat(pieces).toString('utf8');
  return { status, text: kept(text), isDelivered: status >= 200 && status < 300 };
}

function kept(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, keptCharacters);
}

const failures: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Its name is not known.',
  EAI_AGAIN: 'Its name could not be looked up.',
  ECONNREFUSED: 'Nothing listens there.',
  ECONNRESET: 'It closed the connection without an answer.',
  EHOSTUNREACH: 'It cannot be reached.',
  ENETUNREACH: 'It cannot be reached.',
  ETIMEDOUT: 'It cannot be reached.',
};

function sentenceOf(error: unknown): string {
  if (error instanceof RefusedAddressError) return error.message;
  const known = failures[errorCode(error) ?? ''];
  if (known !== undefined) return known;
  return kept(error instanceof Error ? error.message : String(error));
}

function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('It was stopped.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
