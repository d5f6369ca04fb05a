import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../../contract/problems.ts';

/** A body that trickles in longer than this is not worth a socket. */
const patienceMs = 60_000;
/** How long what follows a refused body is read and thrown away, so that the client gets to read the answer. */
const drainMs = 2_000;

/** Reads a JSON body of at most `maxBytes`. Rejects with `TOO_LARGE` or `INVALID_JSON`. */
export async function readJson(req: IncomingMessage, maxBytes: number): Promise<unknown> {
  const text = await readText(req, maxBytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new ProblemError({ code: 'INVALID_JSON', message: 'The body is not valid JSON.', hint: why });
  }
}

/** Reads a body of at most `maxBytes` as UTF-8. Rejects with `TOO_LARGE`; an aborted request is an `INVALID_JSON`. */
export async function readText(req: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw refuseBody(req, maxBytes);
  const impatience = setTimeout(() => req.destroy(), patienceMs);
  try {
    return await collect(req, maxBytes);
  } finally {
    clearTimeout(impatience);
  }
}

function collect(req: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      req.off('data', onData);
      chunks.length = 0;
      reject(refuseBody(req, maxBytes));
    };
    req.on('data', onData);
    req.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    req.once('close', () =>
      reject(new ProblemError({ code: 'INVALID_JSON', message: 'The body ended too early.' })),
    );
    req.once('error', reject);
  });
}

/** Closing at once would reset the connection and with it the answer that says why. */
function refuseBody(req: IncomingMessage, maxBytes: number): ProblemError {
  req.resume();
  const end = setTimeout(() => req.socket.destroy(), drainMs);
  end.unref();
  req.once('close', () => clearTimeout(end));
  const megabytes = Math.floor(maxBytes / 2 ** 20);
  return new ProblemError({
    code: 'TOO_LARGE',
    message: `The body is larger than ${megabytes >= 1 ? `${megabytes} MiB` : `${maxBytes} bytes`}.`,
  });
}
