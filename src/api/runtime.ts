import type { DiskUsage, OwnAccountPort, PeopleDesk } from '../contract/account.ts';
import type { NoteAudit } from '../contract/principal.ts';
import type { CutOrder, TrimOrder } from '../autocut/cut-task.ts';
import type { ProjectLike } from '../interchange/project-exchange.ts';
import type { ImportRequest } from '../contract/interchange.ts';
import type { ConfigV1Input } from '../contract/config/config-v1.ts';
import type { ConfigForm } from '../contract/config/config-form.ts';
import type { DiskUse } from '../contract/footage/disk-use.ts';
import type { Capabilities, SourceListing, SourceProbe } from '../contract/footage/media.ts';
import type { FleetWorkerView } from '../contract/exports/fleet-worker.ts';
import type { ExportConfig } from '../contract/config/parse-config.ts';
import type { PlanPreview } from '../contract/exports/plan-preview.ts';
import type { ExportReadiness, PreparedAnswer } from '../contract/exports/preparation.ts';
import type { ExportState, ExportStatus } from '../contract/exports/status.ts';
import type { StoredBytes } from '../media/library/stored-bytes.ts';
import type { SuggestedCuts, TrimsAnswer } from '../contract/cutting/suggest-cuts.ts';
import type { SourceAssets, SyncResult } from '../contract/footage/source-assets.ts';
import type { SharedPerson, UsageView, UserLimits, UserUsage } from '../contract/user-limits.ts';
import type { ExportPage, ExportQuery, Exports, WatchOptions } from '../jobs/ports.ts';
import type { TurnWish } from '../jobs/state/turn.ts';
import type { HeardFile } from '../edit/heard-sound.ts';
import type { Projects } from '../projects/ports.ts';
import type { Webhooks } from '../webhooks/ports.ts';

/** The source library as the outside may use it. Paths are names as a config's `filePath` says them. */
export interface MediaLibrary {
  readonly list: () => Promise<readonly SourceListing[]>;
  readonly probe: (filePath: string, signal?: AbortSignal) => Promise<SourceProbe>;
  readonly remove: (filePath: string) => Promise<void>;
  /** A file that may be read, for whoever plays it as it is. */
  readonly originalOf: (filePath: string) => Promise<StoredBytes>;
  /** What `list` answers, now and after each change, until the signal is aborted. */
  readonly watch: (signal: AbortSignal) => AsyncGenerator<readonly SourceListing[], void, void>;
  /** What browsers need of sources to edit with them. Asking starts the work. */
  readonly assets: SourceAssetsPort;
  /** How well a file is heard, and how long it is; undefined where it has no sound. It is listened to once. */
  readonly hear: (filePath: string, signal?: AbortSignal) => Promise<HeardFile | undefined>;
  /** Where cameras lie against a reference by their sound, one result for each of `others`, in their order. */
  readonly sync: (request: SyncRequest, signal?: AbortSignal) => Promise<readonly SyncResult[]>;
  /** Makes the sample footage unless it is there, and answers with a config that uses it. */
  readonly makeSample: () => Promise<ConfigV1Input>;
}

/** The name of a file, or those of the files of one recording in their order. */
type RecordingFiles = string | readonly string[];

export interface SyncRequest {
  readonly reference: RecordingFiles;
  readonly others: readonly RecordingFiles[];
}

export interface AssetsWatchOptions extends WatchOptions {
  /** Tells what there is, and starts nothing. */
  readonly isOnlyLooking?: boolean;
}

export interface SourceAssetsPort {
  /** A snapshot at once and after each change, at most five a second, until the signal aborts. */
  readonly watch: (
    filePaths: readonly string[],
    options: AssetsWatchOptions,
  ) => AsyncGenerator<{ readonly seq: number; readonly assets: readonly SourceAssets[] }, void, void>;
  /** Where a file lies that a snapshot's URL names, and its media type; undefined for any other name. */
  readonly locate: (
    key: string,
    name: string,
  ) => { readonly path: string; readonly type: string } | undefined;
}

/** What only a server with accounts has: of one caller. */
export interface AccountPort {
  readonly usage: () => Promise<UsageView>;
  /** The account itself; whoever calls these has seen to it that its person asks. */
  readonly own: OwnAccountPort;
  readonly noteAudit: NoteAudit;
  /** Whom a project is shared with. */
  readonly sharedWith: (projectId: string) => Promise<readonly SharedPerson[]>;
  /** Lets somebody in by their whole e-mail address; without a level it is taken back. */
  readonly share: (
    projectId: string,
    person: { readonly name: string; readonly level: SharedPerson['level'] | null },
  ) => Promise<readonly SharedPerson[]>;
  /** For administrators alone; whoever calls these has seen to that. */
  readonly administration: Administration;
}

export interface Administration {
  readonly people: PeopleDesk;
  readonly disk: () => Promise<DiskUsage>;
  readonly usageOfAll: () => Promise<readonly UserUsage[]>;
  /** Null goes back to the limits of all. */
  readonly setLimits: (userId: string, limits: UserLimits | null) => Promise<UserUsage>;
  /** Of everybody, or of one user: that they exist, and how they went. */
  readonly exportsOf: (query: ExportQuery, userId?: string) => Promise<ExportPage>;
}

/** Edits that are rendered before they are exported. */
export interface PreparationsPort {
  /** Has an edit rendered ahead in place of the earlier one of this name; answers what is there. */
  readonly prepare: (
    edit: { readonly name: string; readonly config: ExportConfig },
    signal?: AbortSignal,
  ) => Promise<PreparedAnswer>;
  /** How the latest edit of a name stands, now and after each change, until the signal aborts. */
  readonly watch: (name: string, signal: AbortSignal) => AsyncGenerator<ExportReadiness, void, void>;
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
  readonly webhooks: Webhooks;
  /** Undefined where nobody is told apart. */
  readonly account?: AccountPort | undefined;
  /** Who renders for the fleet; nobody where this server is alone. */
  readonly workers: () => Promise<readonly FleetWorkerView[]>;
  readonly media: MediaLibrary;
  /**
   * Checks a config that is still the bytes of a body, beside the thread that answers people: a large one takes as
   * long as all requests of a second.
   */
  readonly checkConfig: (body: Uint8Array, form: ConfigForm) => Promise<ExportConfig>;
  readonly dryRun: (config: ExportConfig, signal?: AbortSignal) => Promise<PlanPreview>;
  readonly preparations: PreparationsPort;
  /** Who speaks when decides what is shown. Files are read once; turning a knob is quick afterwards. */
  readonly suggestCuts: (order: CutOrder, signal?: AbortSignal) => Promise<SuggestedCuts>;
  readonly suggestTrims: (order: TrimOrder, signal?: AbortSignal) => Promise<TrimsAnswer>;
  /** What an edit of another program is as a project, and in sentences what could not be carried over. */
  readonly readEdit: (
    file: Pick<ImportRequest, 'fileName' | 'text' | 'fps'>,
  ) => Promise<{ readonly project: ProjectLike; readonly notes: readonly string[] }>;
  readonly capabilities: () => Promise<Capabilities>;
  readonly diskUse: () => Promise<DiskUse>;
  readonly readiness: () => Promise<Readiness>;
  /**
   * Takes an export: answers once it is on disk. Sources, FFmpeg and space are checked first, and it rejects with what
   * speaks against it. One that is known already is answered again (or refused, with other content) without that: its
   * sources may be gone by now. `turn` says who asks and how much it matters.
   */
  readonly accept: (
    config: ExportConfig,
    turn?: Pick<TurnWish, 'priority' | 'owner'>,
  ) => Promise<ExportStatus>;
  /** Takes one more output of an export that has ended, checked as `accept` checks. */
  readonly addOutput: (jobId: string, output: unknown) => Promise<ExportStatus>;
}
