import type { IncomingMessage } from 'node:http';
import { invalidJson } from '../../contract/config/invalid-json.ts';
import { ProblemError, type Problem } from '../../contract/problems.ts';
import type { BodyBounds } from './body-bounds.ts';
import type { BodyBudget, BodyShare } from './body-budget.ts';
import { JsonMeter } from './json-meter.ts';

/** A body that trickles in longer than this is not worth a socket. */
const patienceMs = 60_000;
/** How long what follows a refused body is read and thrown away, so that the client gets to read the answer. */
const drainMs = 2_000;

/**
 * Reads a body of JSON within its bounds and hands it to `use`; its room in the budget is given back when that has
 * ended. Rejects with `TOO_LARGE`, `INVALID_JSON` or `TOO_MANY_REQUESTS`, and with what `use` rejects with.
 */
export async function withBody<T>(
  req: IncomingMessage,
  bounds: BodyBounds,
  { budget, use }: { readonly budget: BodyBudget; readonly use: (body: Buffer) => Promise<T> },
): Promise<T> {
  const share = budget.open(req.socket.remoteAddress ?? '');
  try {
    return await use(await readBody(req, bounds, share));
  } finally {
    share.release();
  }
}

/** As `withBody`, for bodies too small to need any room. */
export async function readText(req: IncomingMessage, maxBytes: number): Promise<string> {
  const share = { take: () => true, release: () => undefined };
  const body = await readBody(req, { bytes: maxBytes, depth: Infinity, values: Infinity }, share);
  return body.toString('utf8');
}

async function readBody(req: IncomingMessage, bounds: BodyBounds, share: BodyShare): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > bounds.bytes) throw refuse(req, tooLarge(bounds.bytes));
  const impatience = setTimeout(() => req.destroy(), patienceMs);
  try {
    return await collect(req, bounds, share);
  } finally {
    clearTimeout(impatience);
  }
}

function collect(req: IncomingMessage, bounds: BodyBounds, share: BodyShare): Promise<Buffer> {
  const meter = new JsonMeter(bounds);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const problemWith = (chunk: Buffer): Problem | undefined => {
      if (bytes > bounds.bytes) return tooLarge(bounds.bytes);
      if (!share.take(chunk.length)) return budgetSpent;
      const excess = meter.feed(chunk);
      return excess === undefined ? undefined : { code: 'TOO_LARGE', message: `The body ${excess}.` };
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      const problem = problemWith(chunk);
      if (!problem) {
        chunks.push(chunk);
        return;
      }
      req.off('data', onData);
      chunks.length = 0;
      reject(refuse(req, problem));
    };
    req.on('data', onData);
    req.once('end', () => resolve(Buffer.concat(chunks)));
    // A client that goes away in the middle is no fault of ours.
    const endEarly = (): void => reject(new ProblemError(endedEarly));
    req.once('close', endEarly);
    req.once('error', endEarly);
  });
}

const budgetSpent: Problem = {
  code: 'TOO_MANY_REQUESTS',
  message: 'Too many large requests arrive at once.',
  hint: 'Try again in a few seconds.',
};

const endedEarly: Problem = { code: 'INVALID_JSON', message: 'The body ended too early.' };

function tooLarge(bytes: number): Problem {
  const megabytes = Math.floor(bytes / 2 ** 20);
  const size =
    megabytes >= 1
      ? `${megabytes} MiB`
      : bytes >= 1024
        ? `${Math.floor(bytes / 1024)} KiB`
        : `${bytes} bytes`;
  return { code: 'TOO_LARGE', message: `The body is larger than ${size}.` };
}

/** Closing at once would reset the connection and with it the answer that says why. */
function refuse(req: IncomingMessage, problem: Problem): ProblemError {
  req.resume();
  const end = setTimeout(() => req.socket.destroy(), drainMs);
  end.unref();
  req.once('close', () => clearTimeout(end));
  return new ProblemError(problem);
}

/** The JSON of a body. Rejects with `INVALID_JSON`. */
export function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch (error) {
    throw new ProblemError(invalidJson(error));
  }
}
