import type { ConfigForm } from '../../../src/contract/config/config-form.ts';
import { readEditTask } from '../../../src/threads/read-edit-task.ts';
import { checkConfigTask } from '../../../src/threads/config-task.ts';
import type { Runtime } from '../../../src/api/runtime.ts';
import type { ExportConfig } from '../../../src/contract/config/parse-config.ts';
import type { PlanFile } from '../../../src/contract/exports/plan-preview.ts';
import { toNumber } from '../../../src/timeline/rational.ts';
import { movieOf } from '../../unit/contract/movie-of.ts';
import { ProblemError } from '../../../src/contract/problems.ts';
import { createProjects } from '../../../src/projects/create-projects.ts';
import { createMemoryProjectStore } from '../../../src/projects/memory-project-store.ts';
import { openWebhooks } from '../../../src/webhooks/open-webhooks.ts';
import { createMemoryWebhookStore } from '../../unit/webhooks/support/memory-webhook-store.ts';
import { sampleConfig, samplePlan } from './samples.ts';
import type { ScriptedExports } from './scripted-exports.ts';

/** A whole runtime around scripted exports. */
export function scriptedRuntime(exports: ScriptedExports): Runtime {
  return {
    exports,
    counts: () => exports.counts(),
    projects: createProjects({ store: createMemoryProjectStore() }),
    workers: async () => [],
    webhooks: openWebhooks({
      store: createMemoryWebhookStore(),
      folder: '',
      trustedHosts: [],
      onTrouble: () => undefined,
    }),
    media: {
      list: async () => [],
      probe: async (filePath) => {
        throw new ProblemError({
          code: 'SOURCE_NOT_FOUND',
          message: `There is no source called "${filePath}".`,
        });
      },
      remove: async () => {},
      originalOf: async (filePath) => {
        throw new ProblemError({
          code: 'SOURCE_NOT_FOUND',
          message: `There is no source called "${filePath}".`,
        });
      },
      watch: async function* () {
        yield [];
      },
      assets: {
        watch: async function* () {
          yield { seq: 1, assets: [] };
        },
        locate: () => undefined,
      },
      hear: async () => undefined,
      sync: async () => [],
      makeSample: async () => sampleConfig(`sample-${Date.now().toString(36)}`),
    },
    suggestCuts: async () => ({ shots: [], angles: [], speakers: [], warnings: [] }),
    readEdit: async (file) => readEditTask(file),
    suggestTrims: async () => ({ trims: [], seconds: 0, firstWord: null, lastWord: null }),
    checkConfig: async (body: Uint8Array, form: ConfigForm) => checkConfigTask({ body, form }),
    preparations: {
      prepare: async () => ({ chunks: 0, ready: 0, seconds: 45 }),
      watch: async function* () {
        // Nothing is rendered ahead here.
      },
    },
    dryRun: async (config: ExportConfig): Promise<PlanFile> =>
      samplePlan(toNumber(movieOf(config).request.rate)),
    capabilities: async () => ({
      version: '0.1.0',
      ffmpegVersion: '5.1.9',
      encoders: { h264: true, h265: true, vp9: true, aac: true, opus: true },
      filters: { zscale: true },
      limits: { queue: 100 },
    }),
    diskUse: async () => ({
      ...{ sourceBytes: 4e9, exportBytes: 2e9, uploadBytes: 0 },
      ...{ previewBytes: 5e8, chunkBytes: 1e9, freeBytes: 9e9 },
    }),
    readiness: async () => ({ isReady: true, reasons: [] }),
    accept: (config) => exports.create(config),
    addOutput: async (jobId) => exports.retryOutput(jobId),
  };
}
