import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { splitOwnedId } from '../../contract/owned-name.ts';
import type { FairWork } from '../../jobs/state/fair-clock.ts';
import { jobRecordSchema, type JobRecord } from '../../jobs/state/job-record.ts';
import type { JobEvent } from '../../jobs/state/job-event.ts';
import { transition } from '../../jobs/state/transition.ts';
import { connectRedis, type RedisPlace } from './connect.ts';
import { linePlaceOf } from './line-place.ts';
import { claimScript } from './claim-script.ts';
import * as scripts from './scripts.ts';

/** One change as everybody hears of it. */
export interface Told {
  /** Grows over all exports and processes, also over restarts. */
  readonly seq: number;
  readonly jobId: string;
  /** Undefined for one that is gone. */
  readonly record: JobRecord | undefined;
}

export interface Changed {
  readonly from: JobRecord;
  readonly record: JobRecord;
}

export interface ChangeGuard {
  /** Only as long as this run has the export. */
  readonly attemptToken: string;
}

/**
 * The exports of all machines, in Redis: the one truth about them. A change is decided here (`transition`) and made only
 * if nobody else has changed the export meanwhile. Calls wait while Redis is away.
 */
export interface Journal {
  readonly read: (jobId: string) => Promise<JobRecord | undefined>;
  /** False where there is one of that id already. */
  readonly create: (record: JobRecord) => Promise<boolean>;
  /** Undefined where the event means nothing (any more), or the guard does not hold. */
  readonly change: (jobId: string, event: JobEvent, guard?: ChangeGuard) => Promise<Changed | undefined>;
  readonly remove: (record: JobRecord) => Promise<void>;
  /** Does something while no other process does anything of the kind for this export. */
  readonly alone: <Result>(jobId: string, work: () => Promise<Result>) => Promise<Result>;
  readonly nextOrder: () => Promise<number>;
  /** Where work of so many seconds begins on the line of fair time. */
  readonly takeTurn: (work: FairWork) => Promise<number>;
  readonly giveTurnBack: (work: FairWork) => Promise<void>;
  /** The first in line that may run, or what the pass was used for already; undefined where there is none. */
  readonly claim: (pass: string) => Promise<string | undefined>;
  /** What was taken with the pass has ended, or is in line again. */
  readonly settle: (pass: string) => Promise<void>;
  readonly waitingCount: () => Promise<number>;
  /** All that has changed since that number, and the number now; -1 for everything there is. */
  readonly since: (seq: number) => Promise<{ readonly seq: number; readonly changes: readonly Told[] }>;
  readonly latestSeq: () => Promise<number>;
  /** Told of each change from then on; `onGap` when some may have been missed. Answers how to stop. */
  readonly listen: (listener: JournalListener) => Promise<() => Promise<void>>;
  readonly redis: Redis;
  readonly close: () => Promise<void>;
}

export interface JournalListener {
  readonly onTold: (told: Told) => void;
  readonly onGap: () => void;
}

export interface JournalOptions extends RedisPlace {
  readonly onError: (error: Error) => void;
  /** How many exports of an owner may run at once, on all machines together; null for any number. */
  readonly mostRunning?: MostRunning | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export type MostRunning = (owner: string) => number | null;

/** Much longer than it takes to write a config to a disk; a process that died in it is waited for so long. */
const aloneMs = 15_000;

// eslint-disable-next-line max-lines-per-function -- one line for each question that Redis is asked
export function openJournal(options: JournalOptions): Journal {
  const { prefix, now = Date.now } = options;
  const redis = connectRedis(options, options.onError);
  const run = (script: string, ...args: (string | number)[]) => redis.eval(script, 1, prefix, ...args);
  const text = async (script: string, ...args: (string | number)[]) => String(await run(script, ...args));
  const save = async (record: JobRecord, revision: string) => {
    const { score, member } = linePlaceOf(record);
    const seq = await text(scripts.saveScript, record.jobId, revision, JSON.stringify(record), score, member);
    return seq !== '';
  };
  const readBoth = async (jobId: string) => {
    const [record, revision] = await Promise.all([
      redis.hget(`${prefix}records`, jobId),
      redis.hget(`${prefix}revisions`, jobId),
    ]);
    return { record: record === null ? undefined : parseRecord(record), revision: revision ?? '' };
  };
  return {
    redis,
    read: async (jobId) => (await readBoth(jobId)).record,
    create: (record) => save(record, ''),
    change: async (jobId, event, guard) => {
      for (;;) {
        const { record: from, revision } = await readBoth(jobId);
        if (from === undefined || (guard && from.attemptToken !== guard.attemptToken)) return undefined;
        const result = transition(from, event, now());
        if (!result.isOk) return undefined;
        if (await save(result.record, revision)) return { from, record: result.record };
      }
    },
    remove: async (record) => {
      await run(scripts.removeScript, record.jobId, linePlaceOf(record).member);
    },
    alone: async (jobId, work) => {
      const key = `${prefix}alone:${jobId}`;
      const token = randomUUID();
      while ((await redis.set(key, token, 'PX', aloneMs, 'NX')) === null) await delay(20);
      try {
        return await work();
      } finally {
        await run(scripts.releaseScript, key, token);
      }
    },
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

function parseRecord(text: string): JobRecord | undefined {
  const parsed = jobRecordSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
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
