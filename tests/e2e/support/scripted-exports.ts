import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportConfig } from '../../../src/contract/config/parse-config.ts';
import { edlDuration } from '../../../src/timeline/edl.ts';
import { toNumber } from '../../../src/timeline/rational.ts';
import { movieOf } from '../../unit/contract/movie-of.ts';
import { ProblemError } from '../../../src/contract/problems.ts';
import { isFinal, type ExportState, type ExportStatus } from '../../../src/contract/exports/status.ts';
import type {
  ExportFile,
  ExportPage,
  ExportQuery,
  Exports,
  Follower,
  QueueChange,
  WatchOptions,
} from '../../../src/jobs/ports.ts';

/**
 * Exports that move only when a test says so: the same port as the real queue, no ffmpeg. What passes on
 * the way to a page (server, sockets, client, cache) is the real thing.
 */
export class ScriptedExports implements Exports {
  readonly catchUp = async (): Promise<void> => undefined;

  readonly #jobs = new Map<string, ExportStatus>();
  readonly #contents = new Map<string, string>();
  readonly #changes = new Map<string, QueueChange>();
  readonly #wakers = new Set<() => void>();
  readonly #folder: string;
  #queueSeq = 0;
  /** Called with every export that was created or retried. */
  onPending: (jobId: string) => void = () => {};
  /** Refuses the next exports, as a full queue does. */
  isFull = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  create = async (config: ExportConfig): Promise<ExportStatus> => {
    const known = this.#jobs.get(config.id);
    const content = JSON.stringify(config);
    if (known !== undefined) {
      if (this.#contents.get(config.id) === content) return known;
      throw new ProblemError({
        code: 'ID_TAKEN',
        message: `There is another export called "${config.id}".`,
        hint: 'Choose another id.',
      });
    }
    if (this.isFull) {
      throw new ProblemError({
        code: 'QUEUE_FULL',
        message: 'The queue is full: 100 exports are waiting.',
        hint: 'Try again when some are done.',
      });
    }
    this.#contents.set(config.id, content);
    const { edl, request } = movieOf(config);
    const seconds = toNumber(edlDuration(edl));
    this.put(newStatus(config, Math.ceil(seconds * toNumber(request.rate))));
    this.onPending(config.id);
    return this.#require(config.id);
  };

  configOf = async (): Promise<ExportConfig> => {
    throw new Error('No config is kept here');
  };

  configWith = async (): Promise<ExportConfig> => {
    throw new Error('No output can be added here');
  };

  addOutput = async ({ id }: ExportConfig): Promise<ExportStatus> => this.#require(id);

  retryOutput = async (jobId: string): Promise<ExportStatus> => this.#require(jobId);

  removeOutput = async (jobId: string): Promise<ExportStatus> => this.#require(jobId);

  get = (jobId: string): ExportStatus | undefined => this.#jobs.get(jobId);

  counts = (): Record<ExportState, number> => {
    const counts = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
    for (const { status } of this.#jobs.values()) counts[status] += 1;
    return counts;
  };

  list = ({ limit, cursor, states, search = '' }: ExportQuery): ExportPage => {
    const all = [...this.#jobs.values()]
      .filter((job) => states === undefined || states.includes(job.status))
      .filter(({ projectName }) => projectName.toLowerCase().includes(search.toLowerCase()))
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    const start = cursor === undefined ? 0 : Number(cursor);
    const exports = all.slice(start, start + limit);
    return start + limit < all.length ? { exports, nextCursor: String(start + limit) } : { exports };
  };

  cancel = async (jobId: string): Promise<ExportStatus> => {
    const job = this.#require(jobId);
    if (isFinal(job.status)) return job;
    return this.change(jobId, {
      status: 'cancelled',
      message: 'Cancelled.',
      queuePosition: null,
      etaSeconds: null,
      finishedAt: new Date().toISOString(),
    });
  };

  retry = async (jobId: string): Promise<ExportStatus> => {
    const { error: _error, finishedAt: _finishedAt, ...job } = this.#require(jobId);
    this.put({
      ...job,
      status: 'pending',
      stage: 'queued',
      progress: 0,
      framesDone: 0,
      attempt: job.attempt + 1,
      message: 'Waiting to start.',
    });
    this.onPending(jobId);
    return this.#require(jobId);
  };

  remove = async (jobId: string): Promise<ExportStatus> => {
    const job = await this.cancel(jobId);
    this.#jobs.delete(jobId);
    this.#contents.delete(jobId);
    this.#publish(job, true);
    return job;
  };

  pathOf = async (jobId: string, file: ExportFile): Promise<string | undefined> =>
    this.#jobs.has(jobId) ? join(this.#folder, jobId, file === 'output' ? 'output.mp4' : file) : undefined;

  watch = (jobId: string, options: WatchOptions) => this.#watch(jobId, options);
  watchAll = (options: WatchOptions) => this.#watchAll(options);
  follow = (jobId: string, follower: Follower, sinceSeq?: number): (() => void) => {
    const controller = new AbortController();
    void this.#tellAll(jobId, follower, { signal: controller.signal, sinceSeq });
    return () => controller.abort();
  };

  async *#watch(jobId: string, { signal, sinceSeq }: WatchOptions): AsyncGenerator<ExportStatus, void, void> {
    let last = sinceSeq ?? -1;
    while (!signal.aborted) {
      const job = this.#jobs.get(jobId);
      if (job === undefined) return;
      if (job.seq !== last) {
        last = job.seq;
        yield job;
      } else if (isFinal(job.status)) return;
      else await this.#changed(signal);
    }
  }

  async #tellAll(
    jobId: string,
    { tell, end }: Follower,
    { signal, sinceSeq }: { readonly signal: AbortSignal; readonly sinceSeq: number | undefined },
  ): Promise<void> {
    const stream = this.watch(jobId, sinceSeq === undefined ? { signal } : { signal, sinceSeq });
    for await (const status of stream) {
      while (!signal.aborted && !tell(status)) await new Promise((resolve) => setImmediate(resolve));
    }
    if (!signal.aborted) end();
  }

  async *#watchAll({ signal, sinceSeq }: WatchOptions): AsyncGenerator<QueueChange, void, void> {
    let last = sinceSeq ?? this.#queueSeq;
    while (!signal.aborted) {
      const due = [...this.#changes.values()].filter(({ seq }) => seq > last).sort((a, b) => a.seq - b.seq);
      for (const change of due) {
        last = change.seq;
        yield change;
      }
      if (due.length === 0) await this.#changed(signal);
    }
  }

  /** As on the first day. */
  reset(): void {
    for (const status of this.#jobs.values()) this.#publish(status, true);
    this.#jobs.clear();
    this.#contents.clear();
    this.#changes.clear();
    this.isFull = false;
  }

  /** Changes an export as its render would. */
  change(jobId: string, patch: Partial<ExportStatus>): ExportStatus {
    return this.put({ ...this.#require(jobId), ...patch });
  }

  put(status: ExportStatus): ExportStatus {
    const seq = (this.#jobs.get(status.jobId)?.seq ?? 0) + 1;
    const next = { ...status, seq };
    this.#jobs.set(status.jobId, next);
    this.#publish(next, false);
    return next;
  }

  /** Puts a file where the export's own folder would hold it. */
  write(jobId: string, file: Exclude<ExportFile, 'output'> | 'output.mp4', text: string): void {
    mkdirSync(join(this.#folder, jobId), { recursive: true });
    writeFileSync(join(this.#folder, jobId, file), text);
  }

  #require(jobId: string): ExportStatus {
    const job = this.#jobs.get(jobId);
    if (job !== undefined) return job;
    throw new ProblemError({ code: 'NOT_FOUND', message: `There is no export called "${jobId}".` });
  }

  #publish(status: ExportStatus, isRemoved: boolean): void {
    this.#queueSeq += 1;
    this.#changes.set(status.jobId, { seq: this.#queueSeq, status, isRemoved });
    for (const wake of this.#wakers) wake();
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

function newStatus(config: ExportConfig, framesTotal: number): ExportStatus {
  return {
    jobId: config.id,
    projectName: config.projectName,
    status: 'pending',
    progress: 0,
    stage: 'queued',
    message: 'Waiting to start.',
    warnings: [],
    etaSeconds: null,
    speed: null,
    framesDone: 0,
    framesTotal,
    queuePosition: 1,
    attempt: 1,
    createdAt: new Date().toISOString(),
    seq: 0,
  };
}
