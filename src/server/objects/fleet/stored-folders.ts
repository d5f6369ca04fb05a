import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageProblem } from '../storage-problem.ts';
import type { JobStore } from '../../../jobs/state/job-store.ts';
import { bytesAt, type ExportFiles } from './export-files.ts';
import type { OutputRecords } from './output-records.ts';

export interface StoredFoldersOptions {
  readonly files: ExportFiles;
  readonly records: Pick<OutputRecords, 'read' | 'bring'>;
  /** Where files are put that other machines have written. */
  readonly seenFolder: string;
}

const config = 'config.json';
/** What is no output. */
const texts = new Set([config, 'status.json', 'plan.json', 'log.ndjson', 'captions.vtt', 'chapters.json']);

/**
 * The folders of exports on this machine, with what other machines have to know of them in the storage: configs, what
 * was published, and what is written beside the outputs.
 */
export function storedFolders(own: JobStore, options: StoredFoldersOptions): JobStore {
  const { files, records } = options;
  const putConfig = (jobId: string) =>
    files
      .put(jobId, config, join(own.folderOf(jobId), config))
      .catch(inWords('The export cannot be put into the storage'));
  const bringConfig = (jobId: string) =>
    files
      .fetch(jobId, config, join(own.folderOf(jobId), config))
      .catch(inWords('The config of the export cannot be read from the storage'));
  return {
    ...own,
    create: async (record, wanted) => {
      await own.create(record, wanted);
      await putConfig(record.jobId).catch(async (error: unknown) => {
        await own.remove(record.jobId);
        throw error;
      });
    },
    save: async (record) => {
      await mkdir(own.folderOf(record.jobId), { recursive: true });
      await own.save(record);
    },
    // Exports of before there was a storage have theirs here alone.
    readConfig: async (jobId) => {
      await bringConfig(jobId);
      return own.readConfig(jobId);
    },
    saveConfig: async (changed) => {
      await mkdir(own.folderOf(changed.id), { recursive: true });
      await own.saveConfig(changed);
      await putConfig(changed.id);
    },
    readPublication: async (record, file = record.outputFile) => {
      const { jobId, attemptToken } = record;
      const published = attemptToken === null ? undefined : await records.read({ jobId, file, attemptToken });
      return published ?? own.readPublication(record, file);
    },
    remove: async (jobId) => {
      await files.remove(jobId).catch(inWords('The files of the export cannot be removed from the storage'));
      await own.remove(jobId);
      await rm(seenOf(options, jobId), { recursive: true, force: true });
    },
    fileOf: (jobId, file) => fileOf(own, options, { jobId, file }),
  };
}

function seenOf({ seenFolder }: StoredFoldersOptions, jobId: string): string {
  return join(seenFolder, encodeURIComponent(jobId));
}

/** What another machine has written is put beside the export's folder here: whoever renders into that goes on. */
async function fileOf(
  own: JobStore,
  options: StoredFoldersOptions,
  { jobId, file }: { readonly jobId: string; readonly file: string },
): Promise<string> {
  const { files, records } = options;
  const here = join(own.folderOf(jobId), file);
  const seen = join(seenOf(options, jobId), file);
  const bring = texts.has(file) ? files.fetch(jobId, file, seen) : records.bring({ jobId, file }, seen);
  const isThere = await bring.catch(inWords(`The ${file} of the export cannot be read from the storage`));
  // The log of what is being rendered here, or into this folder.
  const isAhead = file === 'log.ndjson' && ((await bytesAt(here)) ?? -1) > ((await bytesAt(seen)) ?? -1);
  return isThere && !isAhead ? seen : here;
}

function inWords(what: string) {
  return (error: unknown): never => {
    throw storageProblem(error, what) ?? error;
  };
}
