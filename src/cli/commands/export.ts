import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { ExportConfig } from '../../contract/parse-config.ts';
import type { RenderOutcome, RenderRequest } from '../../contract/render-port.ts';
import { publishOutput } from '../../media/chunks/publish-output.ts';
import { cancelledExit, exitCodeOf } from '../exit-codes.ts';
import { locateOut, locateSources } from '../locate-files.ts';
import { readConfigFile } from '../read-config-file.ts';
import { humanReporter, jsonReporter, type RunReporter } from '../run-reporter.ts';
import { makeWorkingFolder } from '../working-folder.ts';
import type { CommandContext } from '../wiring.ts';

export interface ExportOptions {
  readonly sources?: string;
  readonly out?: string;
  readonly chunks?: string;
  readonly json?: true;
}

interface Job {
  readonly config: ExportConfig;
  readonly outPath: string;
  readonly sourcesFolder: string;
  /** Kept for the next run; without it chunks live in the working folder and go with it. */
  readonly chunksFolder: string | undefined;
}

/** `cutroom export CONFIG.json`: renders to a file and answers with the exit code. */
export async function exportCommand(
  configPath: string,
  options: ExportOptions,
  context: CommandContext,
): Promise<number> {
  const config = await readConfigFile(configPath);
  const sourcesFolder = locateSources({
    option: options.sources,
    configPath,
    settings: context.wiring.settings,
  });
  const outPath = await locateOut(config, options.out, sourcesFolder);
  const chunksFolder = options.chunks === undefined ? undefined : resolve(options.chunks);
  const run = { config, startedAt: new Date().toISOString() };
  const reporter = options.json ? jsonReporter(run, context.terminal) : humanReporter(context.terminal);
  const outcome = await renderJob({ config, outPath, sourcesFolder, chunksFolder }, reporter, context);
  reporter.finish(outcome, outPath);
  return exitCodeOfOutcome(outcome);
}

/** Renders beside the place the file will have and puts it there whole; the working folder is gone at the end. */
async function renderJob(job: Job, reporter: RunReporter, context: CommandContext): Promise<RenderOutcome> {
  const { signal } = context.terminal;
  if (signal.aborted) return { kind: 'stopped', reason: 'cancel' };
  await using folder = await makeWorkingFolder(job.outPath);
  const engine = await context.wiring.openEngine({
    sourcesFolder: job.sourcesFolder,
    chunksFolder: job.chunksFolder ?? join(folder.path, 'chunks'),
  });
  try {
    await engine.admit(job.config);
    const outcome = await engine.render(requestOf(job, folder.path), { signal, onUpdate: reporter.update });
    if (outcome.kind === 'completed') {
      await publishOutput(join(folder.path, `output.${job.config.output.format}`), job.outPath);
    }
    return outcome;
  } finally {
    await engine.close();
  }
}

function requestOf({ config }: Job, folder: string): RenderRequest {
  return { jobId: config.id, config, folder, attempt: 1, attemptToken: randomUUID(), order: 0 };
}

function exitCodeOfOutcome(outcome: RenderOutcome): number {
  switch (outcome.kind) {
    case 'completed':
      return 0;
    case 'failed':
      return exitCodeOf(outcome.problem);
    case 'stopped':
      return cancelledExit;
  }
}
