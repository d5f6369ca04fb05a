import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { FleetWorkerView } from '../contract/exports/fleet-worker.ts';
import { takeChunks, type ChunkMaking, type ChunkTaking, type TakenChunks } from './chunks/take-chunks.ts';
import { takePasses, type Pass, type Passes } from './handing-out/passes.ts';
import type { RedisPlace } from './journal/connect.ts';
import { showWorker } from './journal/roll-call.ts';
import { runExport, type FleetRun, type RunOptions } from './run-export.ts';

export interface FleetWorkerOptions extends Omit<RunOptions, 'putBackReason'>, RedisPlace {
  readonly passes: Passes;
  /** Exports that render here at once. */
  readonly concurrency: number;
  readonly onError: (error: Error) => void;
  /** What others are shown of it. */
  readonly about: WorkerFacts;
  /** Nothing where it is left out. */
  readonly chunks?: WorkerChunks | undefined;
}

export type WorkerFacts = Pick<FleetWorkerView, 'version' | 'ffmpegVersion' | 'cores'>;

/** What it does for exports of other workers. */
export type WorkerChunks = ChunkMaking & Pick<ChunkTaking, 'queueName' | 'slots'>;

/** What of one machine renders exports of the fleet. */
export interface FleetWorker {
  /** Of the exports that run here. */
  readonly jobIds: () => readonly string[];
  /** Stops what runs and puts it back in line at no cost, with the reason; takes nothing more. */
  readonly drain: (reason: string) => Promise<void>;
}

/** How often it is looked whether there are as many passes as exports in line. */
const countPassesMs = 5_000;

const cutOff = 'Its worker could not reach Redis; the export goes on when its turn comes.';

export async function openFleetWorker(options: FleetWorkerOptions): Promise<FleetWorker> {
  const { journal, concurrency, url, prefix, onError } = options;
  const running = new Map<string, FleetRun>();
  const closing = new AbortController();
  let reason = '';
  const stopListening = await journal.listen({
    onTold: ({ jobId, record }) => {
      const run = running.get(jobId);
      if (run === undefined || record?.attemptToken !== run.attemptToken) return;
      if (record.isCancelRequested) run.controller.abort('cancel');
    },
    // What was missed is noticed with the next update.
    onGap: () => undefined,
  });
  const taking = takePasses({
    ...{ url, prefix, concurrency, onError },
    use: (pass) =>
      usePass(pass, {
        ...{ ...options, running, putBackReason: () => reason || cutOff },
        isClosing: () => closing.signal.aborted,
      }),
  });
  const counting = keepPasses(options, closing.signal);
  const identity = { id: randomUUID(), host: hostname(), startedAt: new Date().toISOString() };
  const making = await openChunks(options, identity.id);
  const hide = showWorker({ redis: journal.redis, prefix }, () => ({
    ...{ ...identity, ...options.about, concurrency, ...placesOf(options) },
    jobIds: [...running.keys()],
    chunks: making.tasks().map(({ exportId, label }) => ({ jobId: exportId, label })),
  }));
  return {
    jobIds: () => [...running.keys()],
    drain: async (why) => {
      reason = why;
      closing.abort();
      for (const run of running.values()) {
        if (run.stopReason === 'none') run.stopReason = 'shutdown';
        run.controller.abort('shutdown');
      }
      await Promise.all([taking.close(), making.close()]);
      await Promise.all([counting, stopListening(), hide()]);
    },
  };
}

function placesOf({ chunks }: FleetWorkerOptions): Pick<FleetWorkerView, 'slots' | 'build'> {
  return { slots: chunks?.slots ?? 0, build: chunks?.queueName ?? '' };
}

async function openChunks(options: FleetWorkerOptions, workerId: string): Promise<TakenChunks> {
  const { chunks, journal, url, prefix, onError } = options;
  if (chunks === undefined) return { tasks: () => [], close: async () => undefined };
  return takeChunks({ ...chunks, url, prefix, journal, onError, workerId });
}

interface PassUse extends FleetWorkerOptions, RunOptions {
  readonly running: Map<string, FleetRun>;
  readonly isClosing: () => boolean;
}

/** Renders what the pass is for, if anything waits. Never rejects. */
async function usePass(pass: Pass, options: PassUse): Promise<void> {
  const { journal, passes, isClosing, onError } = options;
  try {
    if (isClosing()) return void (await passes.add());
    const jobId = await journal.claim(pass.id);
    if (jobId === undefined) return;
    const isInLine = await runExport(jobId, pass, options);
    if (!pass.isHeld()) return;
    if (isInLine) await passes.add();
    await journal.settle(pass.id);
    // One whose owner had as many running as may run found none of its own.
    await addMissingPass(options);
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
  }
}

/** A process that died between putting an export in line and adding its pass has left the one without the other. */
async function keepPasses({ journal, passes }: FleetWorkerOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(countPassesMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted && journal.redis.status === 'ready') await addMissingPass({ journal, passes });
  }
}

/** One at a time: what is on its way is not to be counted twice. One too many does no harm. */
async function addMissingPass({ journal, passes }: Pick<FleetWorkerOptions, 'journal' | 'passes'>) {
  const [inLine, waiting] = await Promise.all([journal.waitingCount(), passes.waiting()]);
  if (inLine > waiting) await passes.add();
}
