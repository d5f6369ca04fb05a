import { createExportQueue } from '../../../../src/jobs/operations/create-export-queue.ts';
import { createExports, type RunningExports } from '../../../../src/jobs/operations/create-exports.ts';
import type { ExportsOptions } from '../../../../src/jobs/operations/exports-context.ts';
import {
  createMemoryShelf,
  createMemoryStore,
  type MemoryShelf,
} from '../../../../src/jobs/state/memory-store.ts';
import type { JobNotice } from '../../../../src/jobs/telling/notice.ts';
import type { ExportState, ExportStatus } from '../../../../src/contract/exports/status.ts';
import { createPuppetRender } from './puppet-render.ts';

export interface Rig extends AsyncDisposable {
  readonly exports: RunningExports;
  readonly puppet: ReturnType<typeof createPuppetRender>;
  readonly notices: JobNotice[];
  readonly discarded: string[];
  readonly shelf: MemoryShelf;
}

export interface RigOptions extends Partial<Omit<ExportsOptions, 'limits'>> {
  readonly concurrency?: number;
  readonly shelf?: MemoryShelf;
  readonly limits?: Partial<ExportsOptions['limits']>;
  readonly isStubborn?: boolean;
  /** Leave the call of `recover` to the test. */
  readonly isCold?: boolean;
}

/** Running exports with a memory store and a render in the test's hands. */
export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const shelf = options.shelf ?? createMemoryShelf();
  const puppet = createPuppetRender({ isStubborn: options.isStubborn ?? false });
  const notices: JobNotice[] = [];
  const discarded: string[] = [];
  const exports = createExports({
    store: createMemoryStore(shelf, '/exports'),
    queue: createExportQueue({ concurrency: options.concurrency ?? 1 }),
    render: puppet.render,
    leftovers: {
      stopChildren: async () => undefined,
      explainDeath: async () => false,
      discardPartials: async (folder) => {
        discarded.push(folder);
      },
    },
    notify: (notice) => notices.push(notice),
    pace: { eventMs: 5, writeMs: 20 },
    ...options,
    limits: { queueLimit: 100, deadlineMs: Infinity, retentionMs: 0, ...options.limits },
  });
  if (options.isCold !== true) await exports.recover();
  return {
    exports,
    puppet,
    notices,
    discarded,
    shelf,
    [Symbol.asyncDispose]: async () => {
      for (const run of puppet.runs) if (!run.isOver && options.isStubborn === true) run.complete();
      await exports.drain('The test is over.');
    },
  };
}

/** The status once it is in that state. */
export async function reached(
  exports: RunningExports,
  jobId: string,
  state: ExportState,
): Promise<ExportStatus> {
  const controller = new AbortController();
  for (;;) {
    for await (const status of exports.watch(jobId, { signal: controller.signal })) {
      if (status.status === state) return status;
    }
    // A final state that is to be left again by a retry the test makes meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Resolves when everything that is ready to go on has gone on. */
export async function nextTurn(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
