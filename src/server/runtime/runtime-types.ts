import type { OutputFiles, PosterOf } from '../../api/rest/route.ts';
import type { Runtime } from '../../api/runtime.ts';
import type { Children } from '../../children/open-children.ts';
import type { ExportState } from '../../contract/exports/status.ts';
import type { SpaceShares } from '../../disk/space-shares.ts';
import type { WaitingWork } from '../../jobs/operations/read-exports.ts';
import type { JobNotice } from '../../jobs/telling/notice.ts';
import type { FootageCheck } from '../../media/reading/tools.ts';
import type { LimitStore } from '../../owners/limits/limit-store.ts';
import type { OwnerLimits } from '../../owners/limits/open-limits.ts';
import type { OwnLibrary } from '../../owners/media-view.ts';
import type { UploadShelf } from '../../uploads/upload-shelf.ts';
import type { Projects } from '../../projects/ports.ts';
import type { Log } from '../log.ts';
import type { MetricHooks } from '../metrics/metrics.ts';

export type CloseReason = 'shutdown' | 'crash';

export interface CloseableRuntime extends Runtime {
  /** Stops all work; settles when no child is left and every state is on disk. */
  readonly close: (reason: CloseReason) => Promise<void>;
  readonly counts: () => Readonly<Record<ExportState, number>>;
  readonly waitingWork: () => WaitingWork;
  readonly footage: FootageCheck;
  readonly owned: OwnedThings;
  /** Where finished uploads of an owner go; into their folder unless told. */
  readonly shelfOf?: ((owner: string) => UploadShelf | undefined) | undefined;
  /** Finished files lie in the folders of their exports unless told. */
  readonly outputFiles?: OutputFiles;
  readonly makePoster?: PosterOf;
  /** Where pages may send files beside this server; nowhere unless told. */
  readonly uploadOrigin?: string | undefined;
}

/** What lies apart for each owner, where people are told apart. */
export interface OwnedThings {
  /** By plain names. */
  readonly projectsOf: (owner: string) => Projects;
  readonly limits: OwnerLimits;
  readonly limitStore: LimitStore;
  readonly libraryOf: (owner: string) => OwnLibrary;
  /** The file that assets were made from; undefined where there are none. */
  readonly sourceOfAssets: (key: string) => string | undefined;
}

/** What the parts of a runtime tell the server while they work. None of them may throw. */
export interface RuntimeHooks {
  /** Told of what this process does to exports, for its log and its numbers. */
  readonly onNotice: (notice: JobNotice) => void;
  /** Told of what happens to exports, whichever process does it. */
  readonly onSeen?: (notice: JobNotice) => void;
  /** Runs every ffmpeg and ffprobe; the server closes them when all else is closed. */
  readonly children: Children;
  readonly log: Log;
  /** Told of uploads that came to an end. */
  readonly onUploads?: MetricHooks['onUploads'];
  /** Where everybody who promises space on the disk meets. */
  readonly shares: SpaceShares;
}
