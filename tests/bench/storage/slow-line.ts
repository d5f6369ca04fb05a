import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Line {
  /** Of what comes from the server, all connections together; Infinity for no bound. */
  readonly bytesPerSecond: number;
  /** What comes from the server arrives so much later. */
  readonly delayMs: number;
}

/** A server's port as it looks from the other end of a line. Everything passes this process. */
export interface SlowLine extends AsyncDisposable {
  readonly endpoint: string;
  /** What has come from the server so far. */
  readonly bytes: () => number;
  /** How many requests have passed, about. */
  readonly requests: () => number;
}

/** What waits at the beginning of the line, as in the queue of a router; then the server is told to wait. */
const queueBytes = 512 * 2 ** 10;

/**
 * Relays connections over one line that all of them share. Linux has `netem` for this, which not every kernel has, and
 * which takes rights that a benchmark has not. There is no slow start here, and nothing is lost.
 */
export async function openSlowLine(endpoint: string, line: Line): Promise<SlowLine> {
  const { hostname, port } = new URL(endpoint);
  const open = new Set<Socket>();
  const queue = new LineQueue(line);
  let requests = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
      socket.once('close', () => open.delete(socket));
    }
    near.on('data', () => (requests += 1));
    near.pipe(far);
    near.once('close', () => far.destroy());
    queue.carry(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => queue.bytes,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

class LineQueue {
  readonly #line: Line;
  /** When everything that was sent so far has left, in milliseconds. */
  #freeAtMs = 0;
  bytes = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** One after another, in pieces as large as sockets give: each is sent when those before it have left. */
  carry(from: Socket, to: Socket): void {
    const { bytesPerSecond, delayMs } = this.#line;
    let arrival = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      this.bytes += piece.length;
      const now = performance.now();
      this.#freeAtMs = Math.max(this.#freeAtMs, now) + (piece.length / bytesPerSecond) * 1000;
      const arrivesAtMs = this.#freeAtMs + delayMs;
      arrival = arrival.then(() => until(arrivesAtMs)).then(() => void to.write(piece));
      const aheadMs = this.#freeAtMs - now - (queueBytes / bytesPerSecond) * 1000;
      if (aheadMs <= 0 && to.writableLength < queueBytes) return;
      from.pause();
      void until(now + Math.max(1, aheadMs)).then(() => from.resume());
    });
    from.once('close', () => void arrival.then(() => to.end()));
  }
}

/** Timers come up to a millisecond late, or early: what is due within one is due. */
async function until(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs > 0.5) await new Promise((done) => setTimeout(done, waitMs));
}
