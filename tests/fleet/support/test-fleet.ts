import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicationFile } from '../../../src/contract/exports/publication.ts';
import type { ExportState, ExportStatus } from '../../../src/contract/exports/status.ts';
import { openFleet, type Fleet, type FleetOptions } from '../../../src/fleet/open-fleet.ts';
import type { FleetWorker } from '../../../src/fleet/open-worker.ts';
import type { RunningExports } from '../../../src/jobs/operations/create-exports.ts';
import type { ExportsOptions } from '../../../src/jobs/operations/exports-context.ts';
import type { JobNotice } from '../../../src/jobs/telling/notice.ts';
import { checkConfigTask } from '../../../src/threads/config-task.ts';
import { output, publicationOf } from '../../unit/jobs/support/configs.ts';
import { createPuppetRender } from '../../unit/jobs/support/puppet-render.ts';
import type { RedisServer } from './redis-server.ts';

export interface TestFleet extends AsyncDisposable {
  readonly folder: string;
  /** A process that answers people. */
  readonly server: (limits?: Partial<ExportsOptions['limits']>) => Promise<RunningExports>;
  /** A process that renders as the test says. */
  readonly worker: (concurrency?: number) => Promise<TestWorker>;
  /** Publishes as a render does. */
  readonly publish: (jobId: string, attemptToken: string) => Promise<void>;
  readonly notices: JobNotice[];
  readonly seen: JobNotice[];
}

export interface TestWorker extends FleetWorker {
  readonly puppet: ReturnType<typeof createPuppetRender>;
}

let prefixes = 0;

/** Processes of one fleet, all of them in this one: each with connections of its own. */
export async function createTestFleet(
  redis: RedisServer,
  more: Pick<FleetOptions, 'mostRunning'> = {},
): Promise<TestFleet> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-fleet-'));
  const prefix = `{test-${process.pid}-${(prefixes += 1)}}:`;
  const ends: (() => Promise<void>)[] = [];
  const notices: JobNotice[] = [];
  const seen: JobNotice[] = [];
  const join_ = async (limits?: Partial<ExportsOptions['limits']>): Promise<Fleet> => {
    const fleet = await openFleet({
      ...{ url: redis.url, prefix, folder, ownersFolder: join(folder, 'owners'), ...more },
      checkConfig: async (bytes) => checkConfigTask({ body: bytes, form: 'alone' }),
      limits: { queueLimit: 100, deadlineMs: Infinity, retentionMs: 0, ...limits },
      notify: (notice) => notices.push(notice),
      onError: () => undefined,
    });
    return fleet;
  };
  return {
    folder,
    notices,
    seen,
    server: async (limits) => {
      const fleet = await join_(limits);
      const exports = fleet.openExports((notice) => seen.push(notice));
      await exports.recover();
      ends.push(async () => {
        await exports.drain('The test is over.');
        await fleet.close();
      });
      return exports;
    },
    worker: async (concurrency = 1) => {
      const fleet = await join_();
      const puppet = createPuppetRender();
      const worker = await fleet.openWorker({
        ...{ concurrency, render: puppet.render },
        discardPartials: async () => undefined,
        about: { version: '0.1.0', ffmpegVersion: '5.1.9', cores: 2 },
      });
      ends.unshift(async () => {
        await worker.drain('The test is over.');
        await fleet.close();
      });
      return { ...worker, puppet };
    },
    publish: async (jobId, token) => {
      await writeFile(join(folder, jobId, publicationFile), JSON.stringify(publicationOf(token)));
      await writeFile(join(folder, jobId, 'output.mp4'), 'x'.repeat(output.bytes));
    },
    [Symbol.asyncDispose]: async () => {
      for (const end of ends) await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The status once an export is in that state, as one server sees it. */
export async function reaches(
  exports: RunningExports,
  jobId: string,
  state: ExportState,
): Promise<ExportStatus> {
  for await (const { status } of exports.watchAll({ signal: new AbortController().signal, sinceSeq: 0 }))
    if (status.jobId === jobId && status.status === state) return status;
  throw new Error('never');
}
