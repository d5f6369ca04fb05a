import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line between client and server that a test can cut, and lead to another server. */
export interface CuttableLine extends AsyncDisposable {
  readonly url: string;
  /** Ends every connection as a lost network does: without a goodbye. */
  readonly cut: () => void;
  readonly leadTo: (serverUrl: string) => void;
}

export async function cuttableLine(serverUrl: string): Promise<CuttableLine> {
  let target = Number(new URL(serverUrl).port);
  const sockets = new Set<Socket>();
  const line = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    cut,
    leadTo: (url) => {
      target = Number(new URL(url).port);
    },
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => line.close(resolve));
    },
  };
}
