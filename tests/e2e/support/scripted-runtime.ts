import type { ConfigForm } from '../../../src/contract/config-form.ts';
import { checkConfigTask } from '../../../src/threads/config-task.ts';
import type { Runtime } from '../../../src/api/runtime.ts';
import type { ExportConfig } from '../../../src/contract/parse-config.ts';
import type { PlanFile } from '../../../src/contract/plan-preview.ts';
import { ProblemError } from '../../../src/contract/problems.ts';
import { createProjects } from '../../../src/projects/create-projects.ts';
import { createMemoryProjectStore } from '../../../src/projects/memory-project-store.ts';
import { sampleConfig, samplePlan } from './samples.ts';
import type { ScriptedExports } from './scripted-exports.ts';

/** A whole runtime around scripted exports. */
export function scriptedRuntime(exports: ScriptedExports): Runtime {
  return {
    exports,
    counts: () => exports.counts(),
    projects: createProjects({ store: createMemoryProjectStore() }),
    media: {
      list: async () => [],
      probe: async (filePath) => {
        throw new ProblemError({
          code: 'SOURCE_NOT_FOUND',
          message: `There is no source called "${filePath}".`,
        });
      },
      remove: async () => {},
      pathOf: async (filePath) => {
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
      sync: async () => [],
      makeSample: async () => sampleConfig(`sample-${Date.now().toString(36)}`),
    },
    checkConfig: async (body: Uint8Array, form: ConfigForm) => checkConfigTask({ body, form }),
    dryRun: async (config: ExportConfig): Promise<PlanFile> => samplePlan(config.output.fps),
    capabilities: async () => ({
      version: '0.1.0',
      ffmpegVersion: '5.1.9',
      encoders: { h264: true, h265: true, vp9: true, aac: true, opus: true },
      filters: { zscale: true },
      limits: { queue: 100 },
    }),
    readiness: async () => ({ isReady: true, reasons: [] }),
    accept: (config) => exports.create(config),
  };
}
