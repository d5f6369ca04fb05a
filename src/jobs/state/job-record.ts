import { z } from 'zod';
import { exportStatusSchema, type ExportStatus, type OutputStatus } from '../../contract/exports/status.ts';
import type { FairWork } from './fair-clock.ts';
import type { Turn, TurnWish } from './turn.ts';

/** The version of `status.json` that this program writes. Folders of a later one are left untouched. */
export const recordVersion = 1;

/** What `status.json` holds: the export's status as everybody sees it, and what the queue must remember. */
export const jobRecordSchema = exportStatusSchema.extend({
  schemaVersion: z.literal(recordVersion),
  /** Creation sequence: the smaller goes first. */
  order: z.number().int(),
  /** See `Turn`; records of before there were priorities have none. */
  priority: z.number().int().default(0),
  startTag: z.number().default(0),
  /** See `TurnWish`. */
  estimatedSeconds: z.number().default(0),
  owner: z.string().optional(),
  /** Of the config without its date: decides whether a second config with this id is the same export. */
  contentHash: z.string(),
  outputFile: z.string().regex(/^output\.[a-z0-9]+$/),
  /** Names the latest run of the current attempt; null until it has started once. */
  attemptToken: z.string().nullable(),
  /** How often a child crashed since the user last asked for this export. */
  crashes: z.number().int(),
  /** How many servers in a row died while working on it without getting further. */
  deaths: z.number().int(),
  /** Where `progress` stood when the latest run started: what the next server compares with. */
  progressAtStart: z.number(),
  /** The user wants it stopped; survives a server that dies before its children are gone. */
  isCancelRequested: z.boolean(),
  updatedAt: z.string(),
});
export type JobRecord = Readonly<z.infer<typeof jobRecordSchema>>;

/** The work of an export, as the fair clock counts it. */
export function workOf({ priority, owner, estimatedSeconds }: JobRecord): FairWork {
  return { priority, owner, estimatedSeconds };
}

export interface NewJob {
  readonly jobId: string;
  readonly projectName: string;
  /** Name of the first output's file. */
  readonly outputFile: string;
  readonly contentHash: string;
  readonly outputs: readonly OutputStatus[];
  /** The caller's own words. */
  readonly reference?: string;
  readonly turn: Turn;
  readonly wish: TurnWish;
}

/** The record of an export that has just been asked for. `at` is in milliseconds since the epoch. */
export function newRecord(job: NewJob, at: number): JobRecord {
  const now = new Date(at).toISOString();
  return {
    schemaVersion: recordVersion,
    jobId: job.jobId,
    projectName: job.projectName,
    status: 'pending',
    progress: 0,
    stage: 'queued',
    message: 'Waiting for its turn.',
    warnings: [],
    etaSeconds: null,
    speed: null,
    framesDone: 0,
    framesTotal: 0,
    queuePosition: null,
    attempt: 1,
    createdAt: now,
    seq: 1,
    ...job.turn,
    estimatedSeconds: job.wish.estimatedSeconds ?? 0,
    ...(job.wish.owner !== undefined && { owner: job.wish.owner }),
    contentHash: job.contentHash,
    outputFile: job.outputFile,
    outputs: [...job.outputs],
    ...(job.reference !== undefined && { reference: job.reference }),
    attemptToken: null,
    crashes: 0,
    deaths: 0,
    progressAtStart: 0,
    isCancelRequested: false,
    updatedAt: now,
  };
}

/** The part of a record that leaves the room, with the place in line as it is at this moment. */
export function statusOf(record: JobRecord, queuePosition: number | null): ExportStatus {
  const {
    schemaVersion: _schemaVersion,
    order: _order,
    priority: _priority,
    startTag: _startTag,
    estimatedSeconds: _estimatedSeconds,
    owner: _owner,
    contentHash: _contentHash,
    outputFile: _outputFile,
    attemptToken: _attemptToken,
    crashes: _crashes,
    deaths: _deaths,
    progressAtStart: _progressAtStart,
    isCancelRequested: _isCancelRequested,
    updatedAt: _updatedAt,
    ...status
  } = record;
  return { ...status, queuePosition };
}
