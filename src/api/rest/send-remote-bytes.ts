import { once } from 'node:events';
import type { Stats } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import send from 'send';
import type { RemoteBytes } from '../../media/library/stored-bytes.ts';

/** The most of an answer that is held in memory, twice: one piece is being sent while the next one is read. */
const pieceBytes = 2 * 2 ** 20;

export interface RemoteSending {
  readonly options: send.SendOptions;
  /** Told what kept the bytes from being read; nothing has been answered where no byte was. */
  readonly onFailed: (error: unknown) => void;
}

/** As `send` answers with a file, conditions and ranges alike; only where the bytes come from is another place. */
export function sendingRemote(
  req: IncomingMessage,
  remote: RemoteBytes,
  { options, onFailed }: RemoteSending,
): send.SendStream {
  const sending = send(req, '/file', options);
  const { bytes: size, modifiedMs } = remote;
  return Object.assign(sending, {
    sendFile: () => {
      sending.send(remote.name, { size, mtime: new Date(modifiedMs) } as Stats);
    },
    // Both ends are part of the range, and a file without bytes has one all the same.
    stream: (_path: string, { start = 0, end = 0 }: { start?: number; end?: number }) => {
      const { res } = sending as send.SendStream & { res: ServerResponse };
      sendPieces(remote, { start, end: Math.min(size, end + 1) }, res).catch(onFailed);
    },
  });
}

async function sendPieces(
  { read }: RemoteBytes,
  { start, end }: { readonly start: number; readonly end: number },
  res: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  res.once('close', () => gone.abort(new Error('The client went away')));
  const { signal } = gone;
  const pieceAt = (from: number) => {
    const piece = read(from, Math.min(end, from + pieceBytes), signal);
    // Whoever waits for it is told; nobody may be waiting by then.
    piece.catch(() => undefined);
    return piece;
  };
  try {
    let next = start < end ? pieceAt(start) : undefined;
    for (let at = start; next; at += pieceBytes) {
      const piece = await next;
      next = at + pieceBytes < end ? pieceAt(at + pieceBytes) : undefined;
      if (!res.write(piece)) await once(res, 'drain', { signal });
    }
    res.end();
  } catch (error) {
    // Whoever went away is told nothing.
    if (!res.destroyed) throw error;
  } finally {
    gone.abort();
  }
}
