import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** A page of an editor of a test's own, which has the client as `cutroom`. */
export interface EditorPage {
  /** The same page under two origins: one for `ALLOWED_ORIGINS`, and another. */
  readonly allowed: string;
  readonly foreign: string;
  readonly close: () => Promise<void>;
}

export async function startEditorPage(): Promise<EditorPage> {
  const { outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, '../../../src/client/index.ts')],
    ...{ bundle: true, write: false, format: 'iife', globalName: 'cutroom', platform: 'browser' },
  });
  const script = outputFiles[0]?.text ?? '';
  const servers = [await servePage(script), await servePage(script)] as const;
  const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    allowed: originOf(servers[0]),
    foreign: originOf(servers[1]),
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}

async function servePage(script: string): Promise<Server> {
  const server = createServer((req, res) => {
    const isScript = req.url === '/client.js';
    res.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    res.end(isScript ? script : '<!doctype html><title>Editor</title><script src="/client.js"></script>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
