import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAccounts } from '../../../src/accounts/open-accounts.ts';
import { settingsWith } from '../../accounts/support/accounts-settings-with.ts';
import { startServerProcess, type ServerProcess } from '../../faults/support/server-process.ts';
import { editOf } from '../../faults/support/workshop.ts';
import { pause, percentile, type Measurement } from './measure.ts';
import { cpuSeconds } from './process-vitals.ts';
import { gatherAudience } from './readers/gather-audience.ts';
import type { Heard } from './readers/read-along.ts';
import { ticksPerSecond } from './render-ticking.ts';

const source = fileURLToPath(new URL('./serve-ticking.ts', import.meta.url));
const users = 100;
const sockets = 1_000;
/** Every one of so many sockets looks into its events; with it all users are among them. */
const sampleEvery = 7;
const rounds = 3;
/** As much as may be added to how late the news come. */
const target = 1.3;

interface Crowd extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly jobIds: readonly string[];
  readonly keys: readonly string[];
}

/**
 * A thousand sockets that each follow one of a hundred exports: all of one principal, without accounts, and of a hundred
 * users, who have one export and ten sockets each and sign in by a key. In turn, in one run.
 */
export async function benchUsers({ seconds }: { readonly seconds: number }): Promise<Measurement[]> {
  await using one = await startCrowd(false);
  await using many = await startCrowd(true);
  const [ofOne, ofMany]: [Period[], Period[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    ofOne.push(await listen(one, seconds / rounds));
    ofMany.push(await listen(many, seconds / rounds));
  }
  const added = late(ofMany, 0.99) / late(ofOne, 0.99);
  return [
    ...measured(`${sockets} sockets of one principal`, ofOne),
    ...measured(`${sockets} sockets of ${users} users`, ofMany),
    { name: 'p99 takes so many times as long', value: added, unit: '×', target },
    { name: 'events expected of each', value: Math.round(sockets * seconds * ticksPerSecond), unit: '' },
  ];
}

async function startCrowd(hasAccounts: boolean): Promise<Crowd> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-bench-'));
  const keys = hasAccounts ? await makeUsers(join(folder, 'accounts')) : [];
  const server = await startServerProcess(folder, hasAccounts ? { ACCOUNTS: 'on' } : {}, {
    source,
    wrap: (argv) => [...argv, 'clock'],
  });
  const names = Array.from({ length: users }, (_, i) => (hasAccounts ? 'tick' : `tick-${i}`));
  for (const [i, name] of names.entries()) await begin(server.url, name, keys[i]);
  return {
    ...{ server, keys },
    jobIds: hasAccounts ? ['tick'] : names,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A key of each. */
async function makeUsers(folder: string): Promise<string[]> {
  const accounts = await openAccounts(settingsWith({ folder }), () => undefined);
  const keys: string[] = [];
  for (let i = 0; i < users; i += 1) {
    const email = `user-${i}@example.org`;
    await accounts.desk.add({ email, name: email, role: i === 0 ? 'administrator' : 'user' });
    const person = await accounts.people.findByName(email);
    const { key } = await accounts.own.createKey(person?.id ?? '', {
      name: 'bench',
      scopes: ['read', 'export'],
    });
    keys.push(key);
  }
  await accounts.close();
  return keys;
}

async function begin(url: string, name: string, key: string | undefined): Promise<void> {
  const answer = await fetch(`${url}/api/export`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }) },
    body: JSON.stringify(editOf(name)),
  });
  if (answer.status !== 200) throw new Error(`an export was refused: ${await answer.text()}`);
}

interface Period {
  readonly heard: Heard;
  readonly serverCpu: number;
}

async function listen({ server, jobIds, keys }: Crowd, seconds: number): Promise<Period> {
  await using audience = await gatherAudience(server.url, { jobIds, keys, count: sockets, sampleEvery });
  await audience.take();
  const before = cpuSeconds(server.pid);
  await pause(seconds * 1000);
  const heard = await audience.take();
  return { heard, serverCpu: cpuSeconds(server.pid) - before };
}

function late(periods: readonly Period[], share: number): number {
  return percentile(
    periods.flatMap(({ heard }) => heard.delays),
    share,
  );
}

function measured(name: string, periods: readonly Period[]): Measurement[] {
  const sum = (of: (period: Period) => number) => periods.reduce((total, period) => total + of(period), 0);
  const events = sum(({ heard }) => heard.events);
  return [
    { name: `${name}, p50`, value: late(periods, 0.5), unit: 'ms' },
    { name: 'p99', value: late(periods, 0.99), unit: 'ms' },
    { name: 'events received', value: events, unit: '' },
    {
      name: 'CPU of the server for each',
      value: (1e6 * sum(({ serverCpu }) => serverCpu)) / events,
      unit: 'µs',
    },
    {
      name: 'subscriptions refused, broken or lost',
      value: sum(({ heard }) => heard.errors + heard.lost),
      unit: '',
      target: 0,
    },
  ];
}
