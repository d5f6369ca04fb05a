import type { ConfigV1Input } from '../contract/config-v1.ts';
import type { ConfigForm } from '../contract/config-form.ts';
import type { Capabilities, SourceListing, SourceProbe } from '../contract/media.ts';
import type { ExportConfig } from '../contract/parse-config.ts';
import type { PlanPreview } from '../contract/plan-preview.ts';
import type { ExportState, ExportStatus } from '../contract/status.ts';
import type { SourceAssets, SyncResult } from '../contract/source-assets.ts';
import type { Exports, WatchOptions } from '../jobs/ports.ts';
import type { Projects } from '../projects/ports.ts';

/** The source library as the outside may use it. Paths are names as a config's `filePath` says them. */
export interface MediaLibrary {
  readonly list: () => Promise<readonly SourceListing[]>;
  readonly probe: (filePath: string, signal?: AbortSignal) => Promise<SourceProbe>;
  readonly remove: (filePath: string) => Promise<void>;
  /** Absolute path of a file that may be read. */
  readonly pathOf: (filePath: string) => Promise<string>;
  /** What `list` answers, now and after each change, until the signal is aborted. */
  readonly watch: (signal: AbortSignal) => AsyncGenerator<readonly SourceListing[], void, void>;
  /** What browsers need of sources to edit with them. Asking starts the work. */
  readonly assets: SourceAssetsPort;
  /** Where cameras lie against a reference by their sound, one result for each of `others`, in their order. */
  readonly sync: (request: SyncRequest, signal?: AbortSignal) => Promise<readonly SyncResult[]>;
  /** Makes the sample footage unless it is there, and answers with a config that uses it. */
  readonly makeSample: () => Promise<ConfigV1Input>;
}

export interface SyncRequest {
  readonly reference: string;
  readonly others: readonly string[];
}

export interface SourceAssetsPort {
  /** A snapshot at once and after each change, at most five a second, until the signal aborts. */
  readonly watch: (
    filePaths: readonly string[],
    options: WatchOptions,
  ) => AsyncGenerator<{ readonly seq: number; readonly assets: readonly SourceAssets[] }, void, void>;
  /** Where a file lies that a snapshot's URL names, and its media type; undefined for any other name. */
  readonly locate: (
    key: string,
    name: string,
  ) => { readonly path: string; readonly type: string } | undefined;
}

export interface Readiness {
  readonly isReady: boolean;
  /** Sentences; empty when ready. */
  readonly reasons: readonly string[];
}

/**
 * Everything the procedures and routes stand on. Built once by the server and handed down; whoever built it
 * closes it. Methods reject with a `ProblemError` for what the caller can understand, anything else is a bug.
 */
export interface Runtime {
  readonly exports: Exports;
  /** How many exports there are in each state. */
  readonly counts: () => Readonly<Record<ExportState, number>>;
  readonly projects: Projects;
  readonly media: MediaLibrary;
  /**
   * Checks a config that is still the bytes of a body, beside the thread that answers people: a large one takes as
   * long as all requests of a second.
   */
  readonly checkConfig: (body: Uint8Array, form: ConfigForm) => Promise<ExportConfig>;
  readonly dryRun: (config: ExportConfig, signal?: AbortSignal) => Promise<PlanPreview>;
  readonly capabilities: () => Promise<Capabilities>;
  readonly readiness: () => Promise<Readiness>;
  /**
   * Takes an export: answers once it is on disk. Sources, FFmpeg and space are checked first, and it rejects with what
   * speaks against it. One that is known already is answered again (or refused, with other content) without that: its
   * sources may be gone by now.
   */
  readonly accept: (config: ExportConfig) => Promise<ExportStatus>;
}
