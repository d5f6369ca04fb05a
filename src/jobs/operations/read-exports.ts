import type { JobEntry } from '../state/job-entry.ts';
import type { JobStore } from '../state/job-store.ts';
import type { JobTable } from '../state/job-table.ts';
import type { Exports } from '../ports.ts';
import { createFollowers } from '../telling/followers.ts';
import type { QueueFeed } from '../telling/queue-feed.ts';
import { createRounds } from '../telling/rounds.ts';
import type { Turns } from '../telling/turns.ts';
import { watchJob } from '../telling/watch-export.ts';
import { listExports } from './list-exports.ts';

/** About five milliseconds of work where each is waited for, one where they are called. */
export const tellsPerTurn = 50;

export interface ExportsInSight {
  readonly table: JobTable;
  readonly feed: QueueFeed;
  readonly turns: Turns;
  /** Shortest time between two events, in milliseconds. */
  readonly eventMs: number;
  readonly folders: Pick<JobStore, 'folderOf' | 'fileOf'>;
  /** Throws where there is none. */
  readonly find: (jobId: string) => JobEntry;
}

type Reading = Pick<Exports, 'get' | 'list' | 'watch' | 'follow' | 'watchAll' | 'pathOf' | 'counts'> & {
  readonly waitingWork: () => WaitingWork;
};

/** What waits in line, for those who decide how many machines there should be. */
export interface WaitingWork {
  /** How long the export that has waited longest has done so. */
  readonly longestSeconds: number;
  /** Of work, by the plans. */
  readonly estimatedSeconds: number;
}

/** Everything that only looks at exports. */
export function readingOf({ table, feed, turns, eventMs, folders, find }: ExportsInSight): Reading {
  const rounds = createRounds(tellsPerTurn);
  return {
    get: (jobId) => {
      const entry = table.get(jobId);
      return entry && table.statusOf(entry);
    },
    list: (query) => listExports(table, query),
    watch: (jobId, watchOptions) =>
      watchJob({ find: () => find(jobId), read: table.statusOf, turns, intervalMs: eventMs }, watchOptions),
    follow: (jobId, follower, sinceSeq) => {
      const entry = find(jobId);
      const read = () => table.statusOf(entry);
      entry.followers ??= createFollowers({ read, rounds, intervalMs: eventMs });
      return entry.followers.join(follower, sinceSeq);
    },
    watchAll: (watchOptions) => feed.watch(watchOptions),
    pathOf: async (jobId, file, outputId) => {
      const entry = table.get(jobId);
      if (entry === undefined) return undefined;
      const { outputFile, outputs } = entry.record;
      const named = outputId === undefined ? outputFile : outputs?.find(({ id }) => id === outputId)?.file;
      const name = file === 'output' ? named : file;
      if (name === undefined) return undefined;
      return folders.fileOf ? folders.fileOf(jobId, name) : `${folders.folderOf(jobId)}/${name}`;
    },
    counts: (among) => table.counts(among),
    waitingWork: () => waitingWorkIn(table.entries(), Date.now()),
  };
}

function waitingWorkIn(entries: readonly JobEntry[], at: number): WaitingWork {
  let since = at;
  let estimatedSeconds = 0;
  for (const { record } of entries) {
    if (record.status !== 'pending') continue;
    since = Math.min(since, Date.parse(record.createdAt));
    estimatedSeconds += record.estimatedSeconds;
  }
  return { longestSeconds: (at - since) / 1000, estimatedSeconds };
}
