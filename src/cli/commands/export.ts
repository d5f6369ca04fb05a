import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { withOnly } from '../../contract/exports/change-outputs.ts';
import { outputsOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { RenderOutcome, RenderRequest } from '../../contract/exports/render-port.ts';
import { cancelledExit, exitCodeOf } from '../exit-codes.ts';
import { locateOut, locateSources } from '../input/locate-files.ts';
import { readConfigFile } from '../input/read-config-file.ts';
import { humanReporter, jsonReporter, type RunReporter } from '../engine/run-reporter.ts';
import { makeWorkingFolder } from '../input/working-folder.ts';
import type { CommandContext } from '../wiring.ts';
import { placeFiles } from './place-files.ts';

export interface ExportOptions {
  readonly sources?: string;
  readonly out?: string;
  readonly chunks?: string;
  readonly json?: true;
  /** Ids of the outputs to make; all where it is left out. */
  readonly only?: readonly string[];
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
  const config = chosenOutputs(await readConfigFile(configPath), options.only);
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
    await placeFiles({ ...job, outcome, folder: folder.path });
    return outcome;
  } finally {
    await engine.close();
  }
}

function chosenOutputs(config: ExportConfig, only: readonly string[] | undefined): ExportConfig {
  if (!only || only.length === 0) return config;
  const chosen = withOnly(config, only);
  if (chosen.unknown === undefined) return chosen.config;
  const known = outputsOf(config).map(({ id }) => id);
  throw new ProblemError({
    code: 'NOT_FOUND',
    message: `The config has no output ${JSON.stringify(chosen.unknown)}.`,
    hint: `Its outputs are ${known.join(', ')}.`,
  });
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
