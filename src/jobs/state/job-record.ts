import { z } from 'zod';
import { exportStatusSchema, type ExportStatus } from '../../contract/status.ts';

/** The version of `status.json` that this program writes. Folders of a later one are left untouched. */
export const recordVersion = 1;

/** What `status.json` holds: the export's status as everybody sees it, and what the queue must remember. */
export const jobRecordSchema = exportStatusSchema.extend({
  schemaVersion: z.literal(recordVersion),
  /** Creation sequence: the smaller goes first. */
  order: z.number().int(),
  /** Of the config without its date: decides whether a second config with this id is the same export. */
  contentHash: z.string(),
  outputFile: z.enum(['output.mp4', 'output.webm']),
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

export interface NewJob {
  readonly jobId: string;
  readonly projectName: string;
  readonly format: 'mp4' | 'webm';
  readonly contentHash: string;
  readonly order: number;
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
    order: job.order,
    contentHash: job.contentHash,
    outputFile: `output.${job.format}`,
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
