import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstFileOf, sourcesOf } from '../../../src/contract/exports/export-request.ts';
import type { ExportConfig } from '../../../src/contract/config/parse-config.ts';
import type { PlanFile } from '../../../src/contract/exports/plan-preview.ts';
import { ProblemError } from '../../../src/contract/problems.ts';
import type {
  RenderOutcome,
  RenderRequest,
  RenderUpdate,
} from '../../../src/contract/exports/render-port.ts';
import type { RuntimeParts } from '../../../src/server/runtime/runtime-parts.ts';
import { readEditTask } from '../../../src/threads/read-edit-task.ts';
import { checkConfigTask } from '../../../src/threads/config-task.ts';
import { sampleConfig } from '../../unit/contract/config-samples.ts';

/** A render in a test's hands: it goes on when the test says so. */
export interface FakeRender {
  readonly request: RenderRequest;
  readonly update: (update: Partial<RenderUpdate>) => void;
  readonly complete: (bytes?: Buffer) => void;
  readonly fail: () => void;
  readonly signal: AbortSignal;
}

export interface FakeParts extends RuntimeParts {
  /** Resolves with the render of the job, now or once it starts. */
  readonly renderOf: (jobId: string) => Promise<FakeRender>;
  /** What tests may change while the server runs. */
  readonly state: FakeState;
}

export interface FakeState {
  /** Why the server is not ready. */
  reasons: string[];
  /** Why exports are not admitted. */
  refusal: ProblemError | undefined;
  listingFault: Error | undefined;
  admitted: number;
  samples: number;
  /** What was made of sources, by key. */
  readonly assets: Map<string, { readonly path: string; readonly source: string }>;
}

/** Everything behind the exports, in memory: only the output file is real. */
export function createFakeParts(): FakeParts {
  const renders = new Map<string, FakeRender>();
  const waiting = new Map<string, (render: FakeRender) => void>();
  const state: FakeState = {
    reasons: [],
    refusal: undefined,
    listingFault: undefined,
    admitted: 0,
    samples: 0,
    assets: new Map(),
  };
  return {
    state,
    renderOf: (jobId) => {
      const render = renders.get(jobId);
      if (render) return Promise.resolve(render);
      return new Promise((resolve) => waiting.set(jobId, resolve));
    },
    render: (request, { signal, onUpdate }) =>
      new Promise<RenderOutcome>((resolve) => {
        const render = fakeRender(request, { signal, onUpdate, resolve });
        renders.set(request.jobId, render);
        waiting.get(request.jobId)?.(render);
        waiting.delete(request.jobId);
      }),
    leftovers: {
      stopChildren: async () => undefined,
      explainDeath: async () => false,
      discardPartials: async () => undefined,
    },
    media: {
      list: async () => {
        if (state.listingFault) throw state.listingFault;
        return [{ filePath: 'camera1.mp4', bytes: 7, modifiedAt: '2026-01-01T00:00:00.000Z' }];
      },
      probe: async (filePath) => {
        throw new ProblemError({ code: 'SOURCE_NOT_FOUND', message: `There is no source ${filePath}.` });
      },
      remove: async () => undefined,
      originalOf: async (filePath) => {
        throw new ProblemError({ code: 'SOURCE_NOT_FOUND', message: `There is no source ${filePath}.` });
      },
      watch: async function* () {
        yield [];
      },
      assets: {
        watch: async function* () {
          yield { seq: 1, assets: [] };
        },
        locate: (key) => {
          const made = state.assets.get(key);
          return made && { path: made.path, type: 'application/octet-stream' };
        },
      },
      hear: async () => ({ clarity: 20, seconds: 30 }),
      sync: async () => [],
      makeSample: async () => {
        state.samples += 1;
        return sampleConfig();
      },
    },
    owned: {
      libraryOf: () => {
        throw new Error('the made-up library belongs to nobody');
      },
      sourceOfAssets: (key) => state.assets.get(key)?.source,
    },
    suggestCuts: async ({ take: { angles }, knobs, fps }) => ({
      shots: [],
      angles: angles.map(({ id }) => ({ id, shows: 'wide', isGuessed: true })),
      speakers: [],
      warnings: [`at least ${knobs.shortestSeconds} s, at ${fps} fps`],
    }),
    readEdit: async (file) => readEditTask(file),
    suggestTrims: async () => ({ trims: [], seconds: 0, firstWord: null, lastWord: null }),
    checkConfig: async (body, form) => checkConfigTask({ body, form }),
    dryRun: async (config) => planFileOf(config),
    preparations: {
      prepare: async () => ({ chunks: 3, ready: 0.5, seconds: 2 }),
      watch: async function* () {
        yield { ready: 0.5, exportSeconds: 2 };
      },
    },
    capabilities: async () => ({
      version: '0.1.0',
      ffmpegVersion: null,
      encoders: { h264: true, h265: true, vp9: true, aac: true, opus: true },
      filters: {},
      limits: { queueLimit: 3 },
    }),
    readiness: async () => ({ isReady: state.reasons.length === 0, reasons: state.reasons }),
    admit: async () => {
      state.admitted += 1;
      if (state.refusal) throw state.refusal;
      return { estimatedSeconds: 1 };
    },
    keepIfTaken: (_waiting, take) => take(),
    footage: { check: async () => undefined, isSuspect: async () => false },
  };
}

interface FakeRun {
  readonly signal: AbortSignal;
  readonly onUpdate: (update: RenderUpdate) => void;
  readonly resolve: (outcome: RenderOutcome) => void;
}

function fakeRender(request: RenderRequest, { signal, onUpdate, resolve }: FakeRun): FakeRender {
  const stop = (): void => resolve({ kind: 'stopped', reason: signal.reason as 'cancel' | 'shutdown' });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  return {
    request,
    signal,
    update: (update) => onUpdate({ ...idleUpdate, ...update }),
    complete: (bytes = Buffer.from('the finished video')) => {
      const { folder, config } = request;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, firstFileOf(config)), bytes);
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(planFileOf(config)));
      writeFileSync(join(folder, 'log.ndjson'), '{"event":"child","task":"span 1"}\n{"event":"child"}\n');
      resolve({
        kind: 'completed',
        warnings: [],
        report: { isOk: true, durationMs: 1, checks: [{ name: 'frames', isOk: true, detail: '3 of 3' }] },
        output: {
          bytes: bytes.length,
          durationSeconds: 1,
          frames: 30,
          width: 1920,
          height: 1080,
          videoCodec: 'h264',
          audioCodec: 'aac',
        },
      });
    },
    fail: () =>
      resolve({
        kind: 'failed',
        warnings: [],
        problem: { code: 'SOURCE_DAMAGED', message: 'camera1.mp4 ends too early.', hint: 'Copy it again.' },
      }),
  };
}

const idleUpdate: RenderUpdate = {
  stage: 'rendering',
  progress: 0,
  message: 'Rendering.',
  framesDone: 0,
  framesTotal: 100,
  speed: null,
  etaSeconds: null,
  warnings: [],
};

function planFileOf(config: ExportConfig): PlanFile {
  return {
    schemaVersion: 1,
    sources: sourcesOf(config).map(({ source: { id, name } }) => ({ id, name })),
    frames: 30,
    durationSeconds: 1,
    width: 1920,
    height: 1080,
    frameRate: '30',
    videoCodec: 'h264',
    audioCodec: 'aac',
    estimatedSeconds: 1,
    peakDiskBytes: 1000,
    summary: {
      copiedSeconds: 0,
      encodedSeconds: 1,
      copiedFrames: 0,
      encodedFrames: 30,
      spans: 1,
      reasons: [],
      summary: '30 frames encoded',
    },
    spans: [{ kind: 'encode', source: 0, firstFrame: 0, frameCount: 30 }],
    warnings: [],
  };
}
