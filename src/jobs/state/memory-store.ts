import { join } from 'node:path';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { Publication } from '../../contract/exports/publication.ts';
import type { JobRecord } from './job-record.ts';
import type { JobStore } from './job-store.ts';
import { alreadyThere, brokenConfig, heldByAnother } from './store-problems.ts';

/** What outlives a memory store: hand it to the next one to play a restart. */
export interface MemoryShelf {
  readonly jobs: Map<string, { record: JobRecord; config: ExportConfig }>;
  /** Publications by job id, those of other outputs than the first by `{id}/{file}`: a test's stand-in for the files. */
  readonly publications: Map<string, Publication>;
  isHeld: boolean;
}

export function createMemoryShelf(): MemoryShelf {
  return { jobs: new Map(), publications: new Map(), isHeld: false };
}

/** A store without files, for tests and for trying things out. `folder` is only what `folderOf` answers with. */
export function createMemoryStore(shelf: MemoryShelf, folder: string): JobStore {
  return {
    requireOurs: () => undefined,
    open: async () => {
      if (shelf.isHeld) throw new ProblemError(heldByAnother(folder, 'another server'));
      shelf.isHeld = true;
      return { records: [...shelf.jobs.values()].map((job) => job.record), damaged: [] };
    },
    create: async (record, config) => {
      if (shelf.jobs.has(record.jobId)) throw new ProblemError(alreadyThere(record.jobId));
      shelf.jobs.set(record.jobId, { record, config });
    },
    save: async (record) => {
      const job = shelf.jobs.get(record.jobId);
      if (job === undefined) throw new Error(`no export ${record.jobId} to save`);
      job.record = record;
    },
    readConfig: async (jobId) => {
      const job = shelf.jobs.get(jobId);
      if (job === undefined) throw new ProblemError(brokenConfig(jobId, 'it is missing'));
      return job.config;
    },
    readPublication: async (record, file = record.outputFile) => {
      const publication = shelf.publications.get(publicationKey(record, file));
      return publication?.attemptToken === record.attemptToken ? publication : undefined;
    },
    saveConfig: async (config) => {
      const job = shelf.jobs.get(config.id);
      if (job !== undefined) job.config = config;
    },
    removeOutput: async (jobId, file) => {
      shelf.publications.delete(`${jobId}/${file}`);
    },
    remove: async (jobId) => {
      shelf.jobs.delete(jobId);
      shelf.publications.delete(jobId);
    },
    folderOf: (jobId) => join(folder, jobId),
    close: async () => {
      shelf.isHeld = false;
    },
  };
}

function publicationKey({ jobId, outputFile }: JobRecord, file: string): string {
  return file === outputFile ? jobId : `${jobId}/${file}`;
}
