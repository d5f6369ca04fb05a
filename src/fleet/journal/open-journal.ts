import { splitOwnedId } from '../../contract/owned-name.ts';
import type { FairWork } from '../../jobs/state/fair-clock.ts';
import { jobRecordSchema } from '../../jobs/state/job-record.ts';
import { connectRedis, type RedisPlace } from './connect.ts';
import { openRecords, parseRecord, type AskText, type RunScript } from './open-records.ts';
import type { Journal, JournalListener, Told } from './journal.ts';
import { claimScript } from './claim-script.ts';
import * as scripts from './scripts.ts';

export interface JournalOptions extends RedisPlace {
  readonly onError: (error: Error) => void;
  /** How many exports of an owner may run at once, on all machines together; null for any number. */
  readonly mostRunning?: MostRunning | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export type MostRunning = (owner: string) => number | null;

export function openJournal(options: JournalOptions): Journal {
  const { prefix, now = Date.now } = options;
  const redis = connectRedis(options, options.onError);
  const run: RunScript = (script, ...args) => redis.eval(script, 1, prefix, ...args);
  const text: AskText = async (script, ...args) => String(await run(script, ...args));
  return {
    redis,
    ...openRecords({ redis, prefix, run, text, now }),
    nextOrder: () => redis.incr(`${prefix}orders`),
    takeTurn: async (work) => Number(await text(scripts.takeTurnScript, ...turnArgs(work))),
    giveTurnBack: async (work) => void (await run(scripts.giveTurnBackScript, ...turnArgs(work))),
    claim: (pass) => claim(options, pass, (...args) => text(claimScript, ...args)),
    settle: async (pass) => void (await redis.hdel(`${prefix}claims`, pass)),
    waitingCount: () => redis.zcard(`${prefix}line`),
    since: async (seq) => changesIn(await run(scripts.sinceScript, seq)),
    latestSeq: async () => Number((await redis.get(`${prefix}seq`)) ?? 0),
    listen: (listener) => listen(options, listener),
    close: async () => {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

function turnArgs({ priority, owner, estimatedSeconds }: FairWork) {
  return [priority, owner ?? '', Math.max(1, estimatedSeconds)];
}

async function claim(
  { mostRunning }: JournalOptions,
  pass: string,
  ask: (...args: string[]) => Promise<string>,
): Promise<string | undefined> {
  if (mostRunning === undefined) return (await ask(pass, '*')) || undefined;
  const known: string[] = [];
  for (;;) {
    const answer = await ask(pass, ...known);
    if (!answer.startsWith('?')) return answer || undefined;
    for (const prefix of JSON.parse(answer.slice(1)) as string[]) {
      const { owner } = splitOwnedId(prefix === '' ? '' : `${prefix}~`);
      known.push(prefix, String(mostRunning(owner) ?? ''));
    }
  }
}

function changesIn(answer: unknown): { seq: number; changes: Told[] } {
  const [seq, found, removed] = answer as [string, string[], string[]];
  const changes: Told[] = [];
  for (let index = 0; index + 1 < found.length; index += 2) {
    const record = parseRecord(found[index + 1] ?? '');
    if (record) changes.push({ seq: Number(found[index]), jobId: record.jobId, record });
  }
  for (let index = 0; index + 1 < removed.length; index += 2)
    changes.push({ seq: Number(removed[index + 1]), jobId: removed[index] ?? '', record: undefined });
  changes.sort((a, b) => a.seq - b.seq);
  return { seq: Number(seq), changes };
}

/** A connection of its own: one that is subscribed takes no other commands. */
async function listen(
  options: JournalOptions,
  { onTold, onGap }: JournalListener,
): Promise<() => Promise<void>> {
  const redis = connectRedis(options, options.onError);
  let last: number | undefined;
  let isFirst = true;
  redis.on('message', (_channel, text) => {
    const { seq, before, jobId, record } = JSON.parse(text) as ToldText;
    if (last !== undefined && before !== last) onGap();
    last = seq;
    const parsed = record === undefined ? undefined : jobRecordSchema.safeParse(record);
    if (parsed === undefined || parsed.success) onTold({ seq, jobId, record: parsed?.data });
  });
  redis.on('ready', () => {
    // What was told while the line was down is not told again. It subscribes by itself before this is answered.
    if (!isFirst) redis.ping().then(onGap, () => undefined);
    isFirst = false;
  });
  await redis.subscribe(`${options.prefix}told`);
  return async () => {
    await redis.quit().catch(() => redis.disconnect());
  };
}

interface ToldText {
  readonly seq: number;
  readonly before: number;
  readonly jobId: string;
  readonly record?: unknown;
}
