import { jarOf, password } from '../../accounts/support/accounts-for-test.ts';
import { startTestServer } from '../../api/harness/start-test-server.ts';
import { createCutroomClient } from '../../../src/client/create-client.ts';
import { percentile, timed, type Measurement } from './measure.ts';

/** Asked in turn, so that whatever else this machine does meets all of them alike. */
const rounds = 400;
/** What a sign-in may add to a call, in milliseconds of its 95th percentile. */
const targetMs = 3;

/** How much longer a call takes where the server has to find out who sends it. */
export async function benchAccounts(): Promise<Measurement[]> {
  await using open = await startTestServer();
  await using server = await startTestServer({ accounts: 'real' });
  const cookie = await signIn(server.url);
  const { account } = createCutroomClient({ url: server.url, headers: { cookie } }).trpc;
  const keys: string[] = [];
  for (let i = 0; i < 90; i += 1) {
    const { key } = await account.createKey.mutate({ name: `bench ${i}`, scopes: ['read'], days: 1 });
    keys.push(key);
  }
  const ways: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    'without accounts': () => ask(open.url, {}),
    'a session that was asked for a moment ago': () => ask(server.url, { cookie }),
    // Another cookie beside it makes it one that nobody has seen.
    'a session': (round) => ask(server.url, { cookie: `${cookie}; n=${round}` }),
    // Far enough apart that each has been forgotten again.
    'a key': (round) => ask(server.url, { Authorization: `Bearer ${keys[round % keys.length] ?? ''}` }),
  };
  const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = -20; round < rounds; round += 1) {
    for (const [name, call] of Object.entries(ways)) {
      const ms = await timed(() => call(round + 20));
      if (round >= 0) times.get(name)?.push(ms);
    }
  }
  const [plain = '', ...signedIn] = Object.keys(ways);
  const at = (share: number) => (name: string) => percentile(times.get(name) ?? [], share);
  const [p50, p95] = [at(0.5), at(0.95)];
  return [
    { name: `a list ${plain}, p50`, value: p50(plain), unit: 'ms' },
    { name: 'p95', value: p95(plain), unit: 'ms' },
    ...signedIn.flatMap((name) => [
      { name: `${name} adds, p50`, value: p50(name) - p50(plain), unit: 'ms' },
      { name: 'p95', value: p95(name) - p95(plain), unit: 'ms', target: targetMs },
    ]),
  ];
}

async function signIn(url: string): Promise<string> {
  const body = new URLSearchParams({ email: 'ada@example.org', name: 'Ada', password });
  const answer = await fetch(`${url}/login/first`, { method: 'POST', redirect: 'manual', body });
  return jarOf(answer.headers.getSetCookie());
}

async function ask(url: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(`${url}/api/export`, { headers });
  if (answer.status !== 200) throw new Error(`the list was answered with ${answer.status}`);
  return answer.text();
}
