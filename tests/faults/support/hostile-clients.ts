import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { tusUpload } from '../../api/harness/tus-upload.ts';
import { pause } from './server-process.ts';
import { editOf } from './workshop.ts';

export interface Target {
  readonly url: string;
  /** Files of the library that cost their reader as much as possible. */
  readonly footage: readonly string[];
  /** Some of them, to upload. */
  readonly uploads: readonly Buffer[];
  readonly signal: AbortSignal;
}

/** One round of one attack. Resolves when the server has said all that it will. */
type Attack = (target: Target) => Promise<unknown>;

/** They come from one house. Requests of the machine itself would be under no limit. */
const from = { 'X-Forwarded-For': '203.0.113.66' };
const json = { ...from, 'Content-Type': 'application/json' };

/** The server ends the connection with a body that it does not want: then its answer may get lost. */
async function ask(url: string, init: RequestInit): Promise<void> {
  const answer = await fetch(url, init).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
}

const post = ({ url, signal }: Target, path: string, body: string) =>
  ask(`${url}/api/${path}`, { method: 'POST', headers: json, body, signal });

const wide = `[${'{},'.repeat(5_000_000)}{}]`;
const deep = '['.repeat(8_000_000);
const digits = `{"json":{"jobId":"${'9'.repeat(200_000)}"},"meta":{"values":{"jobId":["bigint"]}}}`;

async function costlyBodies(target: Target): Promise<void> {
  for (const path of ['export', 'trpc/plan', 'trpc/cancel']) {
    for (const body of [wide, deep, digits]) await post(target, path, body);
  }
}

/** Clips a frame long, which have to be looked up one by one. */
function longEdit(clips: number) {
  const edit = editOf('never');
  const segments = Array.from({ length: clips }, (_, at) => ({
    ...{ sourceIndex: 0, audioFromSource: true },
    ...{ startTime: (at % 90) / 30, endTime: (at % 90) / 30 + 1 / 30 },
  }));
  return JSON.stringify({ json: { ...edit, segments } });
}

const longEdits = longEdit(20_000);

const largePlans: Attack = (target) => Promise.all([1, 2, 3].map(() => post(target, 'trpc/plan', longEdits)));

/** All of the library in one batch, over and over, from a page of somebody else, too. */
async function greedyProbes({ url, footage, signal }: Target): Promise<void> {
  const names = Array.from({ length: 50 }, (_, at) => footage[at % footage.length]);
  const input = Object.fromEntries(names.map((filePath, index) => [index, { json: { filePath } }]));
  const calls = names.map(() => 'media.probe').join(',');
  const query = `batch=1&input=${encodeURIComponent(JSON.stringify(input))}`;
  const foreign = { ...from, Origin: 'https://evil.example' };
  const probe = (headers: Record<string, string>) =>
    ask(`${url}/api/trpc/${calls}?${query}`, { headers, signal });
  await Promise.all([from, from, foreign].map(probe));
}

const hostileExports: Attack = (target) =>
  Promise.all(
    target.footage.map((filePath) =>
      post(target, 'export', JSON.stringify(editOf(`of-${filePath}`, { filePath }))),
    ),
  );

/** What is no footage, what nobody goes on with, and what breaks off. */
async function hostileUploads({ url, uploads, signal }: Target): Promise<void> {
  for (const file of uploads) {
    if (signal.aborted) return;
    const course = tusUpload(url, file, { headers: from, metadata: { filename: 'camera.mp4' } });
    await course.done.catch(() => undefined);
  }
  for (let count = 0; count < 20; count += 1) {
    const created = await fetch(`${url}/api/upload`, {
      method: 'POST',
      headers: {
        ...{ ...from, 'Tus-Resumable': '1.0.0', 'Upload-Length': '60000000000' },
        'Upload-Metadata': 'filename Y2FtZXJhLm1wNA==',
      },
      signal,
    });
    await breakOff(new URL(created.headers.get('Location') ?? '/api/upload', url));
  }
}

async function breakOff(url: URL): Promise<void> {
  const sending = request(url, {
    method: 'PATCH',
    headers: {
      ...{ ...from, 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0', 'Content-Length': '1000000' },
      'Content-Type': 'application/offset+octet-stream',
    },
  });
  const closed = once(sending, 'close');
  sending.on('error', () => undefined).write(Buffer.alloc(100_000), () => sending.destroy());
  await closed;
}

/** Frames beyond every bound, and subscriptions that nobody reads. */
async function hostileSockets({ url }: Target): Promise<void> {
  const address = `${url.replace('http', 'ws')}/api/trpc`;
  const open = async () => {
    const socket = new WebSocket(address, { headers: from });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    return socket;
  };
  const calls = Array.from({ length: 30 }, (_, id) => ({
    ...{ id, method: 'subscription' },
    params: { path: 'queue', input: {} },
  }));
  for (const said of ['x'.repeat(100_000), '{"id":', '['.repeat(60_000), '[[]]', JSON.stringify(calls)]) {
    const socket = await open();
    socket.pause();
    for (let times = 0; times < 10; times += 1) socket.send(said);
    await pause(50);
    socket.terminate();
  }
}

export const attacks: Readonly<Record<string, Attack>> = {
  costlyBodies,
  largePlans,
  greedyProbes,
  hostileExports,
  hostileUploads,
  hostileSockets,
};

/** Connections that say nothing, half a head, or half a body, and stay for as long as they are let. */
export function holdConnections({ url }: Pick<Target, 'url'>): Disposable {
  const { port } = new URL(url);
  const address = 'Host: localhost\r\nX-Forwarded-For: 203.0.113.66\r\n';
  const beginnings = [
    '',
    `GET /api/health HTTP/1.1\r\n${address}X-`,
    `POST /api/trpc/createExport HTTP/1.1\r\n${address}Content-Type: application/json\r\nContent-Length: 250000\r\n\r\n${' '.repeat(200_000)}`,
  ];
  const sockets: Socket[] = [];
  for (let count = 0; count < 240; count += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined).write(beginnings[count % beginnings.length] ?? '');
    sockets.push(socket);
  }
  return {
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
