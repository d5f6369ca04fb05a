import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { jobRecordSchema, type JobRecord } from '../../jobs/state/job-record.ts';
import { transition } from '../../jobs/state/transition.ts';
import { linePlaceOf } from './line-place.ts';
import type { Journal } from './journal.ts';
import * as scripts from './scripts.ts';

export type RunScript = (script: string, ...args: (string | number)[]) => Promise<unknown>;
export type AskText = (script: string, ...args: (string | number)[]) => Promise<string>;

export interface RecordsPlace {
  readonly redis: Redis;
  readonly prefix: string;
  readonly run: RunScript;
  readonly text: AskText;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Much longer than it takes to write a config to a disk; a process that died in it is waited for so long. */
const aloneMs = 15_000;

/** What of the journal is about one export: its record, changed only from the revision that was read. */
export function openRecords({
  redis,
  prefix,
  run,
  text,
  now,
}: RecordsPlace): Pick<Journal, 'read' | 'create' | 'change' | 'remove' | 'alone'> {
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
  };
}

/** Undefined where another version wrote what this one cannot read. */
export function parseRecord(text: string): JobRecord | undefined {
  const parsed = jobRecordSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}
