import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { WaitingWork } from '../../jobs/operations/read-exports.ts';
import { bytesOfChunks } from '../../media/chunks/evict-chunks.ts';
import { exportStates, type ExportState } from '../../contract/exports/status.ts';

/** Numbers that other rooms report while they work; the server hands these hooks down. */
export interface MetricHooks {
  readonly onChildEnded: (cause: string) => void;
  /** An export left the queue after this long. */
  readonly onExportStarted: (waitedSeconds: number) => void;
  /** An export ran to an end; `speed` is output seconds for each second of work. */
  readonly onExportEnded: (end: { readonly ranSeconds: number; readonly speed: number | null }) => void;
  /** An export came to its last state; `code` is what it failed with, `none` otherwise. */
  readonly onExportFinal: (state: ExportState, code: string) => void;
  readonly onSocketDropped: () => void;
  /** So many uploads came to an end. */
  readonly onUploads: (outcome: 'published' | 'expired', count: number) => void;
}

export interface MetricSources {
  readonly mediaBasePath: string;
  readonly countSockets: () => number;
  readonly countExports: () => Readonly<Record<ExportState, number>>;
  readonly waitingWork: () => WaitingWork;
}

export interface Metrics {
  readonly contentType: string;
  readonly render: () => Promise<string>;
  readonly hooks: MetricHooks;
  /** Adds what is read at the moment of asking, once there is something to read. */
  readonly observe: (sources: MetricSources) => void;
  /** Lets go of everything; the page is empty from then on. */
  readonly close: () => void;
}

const secondsBuckets = [0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200];
const speedBuckets = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100];

const misnamed = ['handles', 'requests', 'resources'].map((name) => `nodejs_active_${name}_total`);

/** A registry of its own for each server: two in one process (tests) must not share counts. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  // Among them the event loop's lag with its p99.
  collectDefaultMetrics({ register: registry });
  // Sums of others that stand beside them, called as if they were counters: `promtool check metrics` complains.
  for (const name of misnamed) registry.removeSingleMetric(name);
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    hooks: createHooks(registry),
    observe: (sources) => addGauges(registry, sources),
    close: () => registry.clear(),
  };
}

function addGauges(registry: Registry, sources: MetricSources): void {
  const registers = [registry];
  new Gauge({
    name: 'cutroom_exports',
    help: 'Exports by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const counts = sources.countExports();
      for (const state of exportStates) this.set({ state }, counts[state]);
    },
  });
  new Gauge({
    name: 'cutroom_queue_waiting_seconds',
    help: 'How long the export that has waited longest has done so.',
    registers,
    collect() {
      this.set(sources.waitingWork().longestSeconds);
    },
  });
  new Gauge({
    name: 'cutroom_queue_work_seconds',
    help: 'Work of the exports that wait, by their plans.',
    registers,
    collect() {
      this.set(sources.waitingWork().estimatedSeconds);
    },
  });
  new Gauge({
    name: 'cutroom_sockets',
    help: 'WebSockets open now.',
    registers,
    collect() {
      this.set(sources.countSockets());
    },
  });
  addDiskGauges(registry, sources);
}

function addDiskGauges(registry: Registry, sources: MetricSources): void {
  const registers = [registry];
  new Gauge({
    name: 'cutroom_chunk_store_bytes',
    help: 'Space that finished chunks take, of CHUNK_STORE_MB.',
    registers,
    async collect() {
      this.set(await bytesOfChunks(join(sources.mediaBasePath, 'chunks')));
    },
  });
  new Gauge({
    name: 'cutroom_disk_free_bytes',
    help: 'Space left where media is kept.',
    registers,
    async collect() {
      const { bavail, bsize } = await statfs(sources.mediaBasePath).catch(() => ({ bavail: NaN, bsize: 1 }));
      this.set(bavail * bsize);
    },
  });
}

function createHooks(registry: Registry): MetricHooks {
  const registers = [registry];
  const children = new Counter({
    name: 'cutroom_children_total',
    help: 'Children that ended, by cause.',
    labelNames: ['cause'],
    registers,
  });
  const dropped = new Counter({
    name: 'cutroom_sockets_dropped_total',
    help: 'WebSockets ended because they did not read.',
    registers,
  });
  const finals = new Counter({
    name: 'cutroom_exports_ended_total',
    help: 'Exports that came to an end, by their last state and what they failed with.',
    labelNames: ['state', 'code'],
    registers,
  });
  const waiting = new Histogram({
    name: 'cutroom_export_waiting_seconds',
    help: 'From taken to started.',
    buckets: secondsBuckets,
    registers,
  });
  const running = new Histogram({
    name: 'cutroom_export_running_seconds',
    help: 'From started to finished.',
    buckets: secondsBuckets,
    registers,
  });
  const speed = new Histogram({
    name: 'cutroom_render_speed_ratio',
    help: 'Output seconds for each second of work, of completed exports.',
    buckets: speedBuckets,
    registers,
  });
  return {
    onChildEnded: (cause) => children.inc({ cause }),
    onSocketDropped: () => dropped.inc(),
    onUploads: countUploads(registry),
    onExportFinal: (state, code) => finals.inc({ state, code }),
    onExportStarted: (seconds) => waiting.observe(seconds),
    onExportEnded: (end) => {
      running.observe(end.ranSeconds);
      if (end.speed !== null) speed.observe(end.speed);
    },
  };
}

function countUploads(registry: Registry): MetricHooks['onUploads'] {
  const uploads = new Counter({
    name: 'cutroom_uploads_total',
    help: 'Uploads that came to an end: those in the library, and those that nobody went on with.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return (outcome, count) => uploads.inc({ outcome }, count);
}
