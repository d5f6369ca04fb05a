import { EventSource as NodeEventSource } from 'eventsource';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createCutroomClient, problemOf, type CutroomClientOptions } from '../../src/client/index.ts';
import { deferred } from '../api/harness/clients.ts';
import { startTestServer, type TestServer } from '../api/harness/start-test-server.ts';
import { jarOf, password } from './support/accounts-for-test.ts';

let server: TestServer;
let first: string;
const form = { email: 'ada@example.org', name: 'Ada', password };
beforeAll(async () => {
  server = await startTestServer({ accounts: 'real', limits: { sessionWatchMs: 50 } });
  first = await post('/login/first');
});
afterAll(() => server[Symbol.asyncDispose]());

async function post(path: string): Promise<string> {
  const body = new URLSearchParams(form);
  const answer = await fetch(server.url + path, { method: 'POST', redirect: 'manual', body });
  return jarOf(answer.headers.getSetCookie());
}

function clientWith(options: Partial<CutroomClientOptions>) {
  const client = createCutroomClient({
    url: server.url,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket,
    EventSource: NodeEventSource,
    ...options,
  });
  return Object.assign(client, { [Symbol.asyncDispose]: client.close });
}

type Client = ReturnType<typeof clientWith>;

/** Follows all exports; `started` once that has begun, `ended` with the code of what ended it. */
function follow({ trpc }: Client) {
  const started = deferred();
  let code = '';
  const ended = deferred();
  const subscription = trpc.queue.subscribe(undefined, {
    onStarted: () => started.resolve(),
    onError: (error) => {
      code = problemOf(error).code;
      ended.resolve();
    },
  });
  return {
    started: started.promise,
    ended: ended.promise.then(() => code),
    [Symbol.dispose]: () => subscription.unsubscribe(),
  };
}

describe.each(['websocket', 'sse'] as const)(
  'a client that shows who it is by a header, over %s',
  (transport) => {
    test('is let in, and out again when its session ends', async () => {
      const cookie = await post('/login');
      await using client = clientWith({ transport, headers: { cookie } });
      using following = follow(client);
      await following.started;
      const sessions = await client.trpc.account.sessions.query();
      const current = sessions.find(({ isCurrent }) => isCurrent);
      await clientWith({ headers: { cookie: first } }).trpc.account.endSession.mutate({
        id: current?.id ?? '',
      });
      expect(await following.ended).toBe('UNAUTHORIZED');
    });

    test('is told where what it shows is nothing', async () => {
      await using client = clientWith({ transport, headers: { cookie: 'cutroom.session_token=made-up' } });
      using following = follow(client);
      expect(await following.ended).toBe('UNAUTHORIZED');
    });
  },
);

test('a program asks for a token with its key, and a page opens one socket with it', async () => {
  const { account } = clientWith({ headers: { cookie: first } }).trpc;
  const { id, key } = await account.createKey.mutate({ name: 'page', scopes: ['read'], days: 1 });
  const program = clientWith({ token: key });
  const { token } = await program.trpc.account.socketToken.mutate();
  expect(token).toMatch(/^once_/);
  const socketToken = async () => token ?? undefined;
  await using page = clientWith({ transport: 'websocket', socketToken });
  using following = follow(page);
  await following.started;
  await using other = clientWith({ transport: 'websocket', socketToken });
  using late = follow(other);
  expect(await late.ended).toBe('UNAUTHORIZED');
  await account.removeKey.mutate({ id });
  expect(await following.ended).toBe('UNAUTHORIZED');
});
