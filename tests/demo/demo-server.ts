import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { createCutroomClient, type CutroomClient } from '../../src/client/create-client.ts';
import type { Footage } from '../media/footage/spec.ts';
import { cameraNames } from './demo-edit.ts';

/** A server that has the demo's cameras in its library. Disposing ends it where it is our own. */
export interface DemoServer extends AsyncDisposable {
  readonly url: string;
  readonly client: CutroomClient;
  readonly isOurs: boolean;
}

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** The server that runs on PORT if its library can be reached from here, else one of our own. */
export async function openDemoServer(cameras: readonly Footage[]): Promise<DemoServer> {
  return (await joinRunningServer(cameras)) ?? (await startOwnServer(cameras));
}

function connect(url: string): CutroomClient {
  return createCutroomClient({
    url,
    transport: 'websocket',
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
}

async function joinRunningServer(cameras: readonly Footage[]): Promise<DemoServer | undefined> {
  const url = `http://127.0.0.1:${process.env['PORT'] || 3000}`;
  if (!(await answers(`${url}/api/health`))) return undefined;
  const client = connect(url);
  await bringCameras(resolve(process.env['MEDIA_BASE_PATH'] || 'data'), cameras);
  if (await seesCameras(client)) {
    return { url, client, isOurs: false, [Symbol.asyncDispose]: client.close };
  }
  await client.close();
  say(`${url} runs, but with another media folder or behind a token: the demo takes a server of its own.`);
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function seesCameras(client: CutroomClient): Promise<boolean> {
  const listed = await client.trpc.media.list.query().catch(() => []);
  return cameraNames.every((name) => listed.some(({ filePath }) => filePath === name));
}

/** Copies, never links: a library's files belong to whoever keeps it. */
async function bringCameras(mediaFolder: string, cameras: readonly Footage[]): Promise<void> {
  const library = join(mediaFolder, 'sources');
  await mkdir(library, { recursive: true });
  for (const [index, { path }] of cameras.entries()) {
    const target = join(library, cameraNames[index] ?? '');
    await copyFile(path, `${target}.partial`);
    await rename(`${target}.partial`, target);
  }
}

async function startOwnServer(cameras: readonly Footage[]): Promise<DemoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-demo-'));
  await bringCameras(folder, cameras);
  const child = spawn(process.execPath, [program, 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      MEDIA_BASE_PATH: folder,
      LOG_LEVEL: 'info',
      ACCESS_TOKEN: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // Ctrl-C is ours to handle: the server must live until the export has been cancelled.
    detached: true,
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await addressOf(createInterface({ input: child.stdout }), ended).catch(
    async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    },
  );
  child.stdout.resume();
  const client = connect(url);
  return {
    url,
    client,
    isOurs: true,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The address that the server's log names once it listens. */
async function addressOf(lines: AsyncIterable<string>, ended: Promise<void>): Promise<string> {
  const said: string[] = [];
  const found = (async () => {
    for await (const line of lines) {
      said.push(line);
      const url = /"url":"(http:[^"]+)"/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    return undefined;
  })();
  const url = await Promise.race([found, ended.then(() => undefined)]);
  if (url === undefined) throw new Error(`the server did not start:\n${said.join('\n')}`);
  return url;
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
