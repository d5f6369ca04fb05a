import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { Publication } from '../../contract/exports/publication.ts';
import type { JobRecord } from './job-record.ts';

/**
 * Where exports are kept. Whatever an adapter is made of, a method that has resolved holds over the death of
 * the process, and one that was interrupted leaves the old state or the new one, never a mixture. Calls for
 * one export do not overlap; calls for different ones may.
 */
export interface JobStore {
  /**
   * Takes possession and reads everything. Rejects with a `ProblemError` when another live server holds the
   * store. What cannot be read is set aside and named; it never keeps the rest from being served.
   */
  readonly open: () => Promise<StoreContents>;
  /** Rejects with `ID_TAKEN` when something of that name is there already, `NO_ROOM` when the disk is full. */
  readonly create: (record: JobRecord, config: ExportConfig) => Promise<void>;
  /** Replaces the record of an export that exists. */
  readonly save: (record: JobRecord) => Promise<void>;
  /** Rejects with `BROKEN_RECORD` when the config is gone or is none. */
  readonly readConfig: (jobId: string) => Promise<ExportConfig>;
  /**
   * The publication of an output by the record's own attempt, if its file lies there whole; undefined otherwise. Of the
   * first output unless another's file is named.
   */
  readonly readPublication: (record: JobRecord, file?: string) => Promise<Publication | undefined>;
  /** Replaces the config, as when an output is added. */
  readonly saveConfig: (config: ExportConfig) => Promise<void>;
  /** Deletes an output's file and its publication; those that are not there are a no-op. */
  readonly removeOutput: (jobId: string, file: string) => Promise<void>;
  /** Everything of an export is gone at once; an absent one is a no-op. */
  readonly remove: (jobId: string) => Promise<void>;
  /** Absolute path of the export's own folder. */
  readonly folderOf: (jobId: string) => string;
  /**
   * Where a file of an export can be read that another machine may have written; in the export's own folder where this is
   * left out. Rejects with a `ProblemError`.
   */
  readonly fileOf?: (jobId: string, file: string) => Promise<string>;
  /**
   * Throws when another server has the store by now, as one may that took this one for dead. To be asked right before
   * anything is put into an export's folder that others take for its output.
   */
  readonly requireOurs: () => void;
  /** Gives the store up to the next server. Every other call must have settled. */
  readonly close: () => Promise<void>;
}

export interface StoreContents {
  /** In no particular order. */
  readonly records: readonly JobRecord[];
  readonly damaged: readonly DamagedEntry[];
}

/** Something in the store that is not an export this version can serve. */
export interface DamagedEntry {
  readonly name: string;
  /** A sentence without the name: `its status.json is empty`. */
  readonly reason: string;
  /** Where it was put; undefined when it was left as it was. */
  readonly movedTo?: string;
}
