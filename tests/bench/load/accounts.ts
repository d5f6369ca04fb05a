import { existsSync } from 'node:fs';
import { jarOf, password } from '../../accounts/support/accounts-for-test.ts';
import { startPostgres } from '../../accounts/support/postgres-server.ts';
import { startTestServer } from '../../api/harness/start-test-server.ts';
import { createCutroomClient } from '../../../src/client/create-client.ts';
import { pause, percentile, timed, type Measurement } from './measure.ts';

/** Asked in turn, so that whatever else this machine does meets all of them alike. */
const rounds = 400;
/** Before it is measured. */
const warmUp = 20;
/** Keys that are used in turn, and the rest after each round, in milliseconds: each has been forgotten when its turn comes again. */
const keyCount = 90;
const restMs = 40;
/** What a sign-in may add to a call, in milliseconds of its 95th percentile. */
const targetMs = 3;

type Way = (round: number) => Promise<unknown>;

/** How much longer a call takes where the server has to find out who sends it: by either kind of database. */
export async function benchAccounts(): Promise<Measurement[]> {
  const embedded = await benchOn('the embedded database', {});
  if (!existsSync('/usr/lib/postgresql')) return embedded;
  await using postgres = await startPostgres();
  return [...embedded, ...(await benchOn('Postgres', { DATABASE_URL: await postgres.newDatabase() }))];
}

async function benchOn(database: string, environment: Record<string, string>): Promise<Measurement[]> {
  await using open = await startTestServer();
  await using server = await startTestServer({ accounts: 'real', environment });
  const plain = 'without accounts';
  const ways = { [plain]: () => ask(open.url, {}), ...(await waysIn(server.url)) };
  const times = await measureInTurn(ways);
  const at = (name: string, share: number) => percentile(times.get(name) ?? [], share);
  const added = (name: string, share: number) => at(name, share) - at(plain, share);
  return [
    { name: `${database}: a list ${plain}, p50`, value: at(plain, 0.5), unit: 'ms' },
    { name: 'p95', value: at(plain, 0.95), unit: 'ms' },
    ...[...times.keys()]
      .filter((name) => name !== plain)
      .flatMap((name) => [
        { name: `${name} adds, p50`, value: added(name, 0.5), unit: 'ms' },
        { name: 'p95', value: added(name, 0.95), unit: 'ms', target: targetMs },
      ]),
  ];
}

async function waysIn(url: string): Promise<Readonly<Record<string, Way>>> {
  const cookie = await signIn(url);
  const { account } = createCutroomClient({ url, headers: { cookie } }).trpc;
  const keys: string[] = [];
  for (let i = 0; i <= keyCount; i += 1) {
    const { key } = await account.createKey.mutate({ name: `bench ${i}`, scopes: ['read'], days: 1 });
    keys.push(key);
  }
  const askWithKey = (index: number) => ask(url, { Authorization: `Bearer ${keys[index] ?? ''}` });
  return {
    'a session that was asked for a moment ago': () => ask(url, { cookie }),
    // Another cookie beside it makes it one that nobody has seen.
    'a session': (round) => ask(url, { cookie: `${cookie}; n=${round}` }),
    'a key that was used a moment ago': () => askWithKey(keyCount),
    'a key': (round) => askWithKey(round % keyCount),
  };
}

async function measureInTurn(ways: Readonly<Record<string, Way>>): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  const calls = Object.entries(ways);
  for (let round = 0; round < warmUp + rounds; round += 1) {
    // The first one after a rest takes longer than the others: each is the first in its turn.
    const first = round % calls.length;
    for (const [name, call] of [...calls.slice(first), ...calls.slice(0, first)]) {
      const ms = await timed(() => call(round));
      if (round >= warmUp) times.get(name)?.push(ms);
    }
    await pause(restMs);
  }
  return times;
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
