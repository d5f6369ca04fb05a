import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outputsOf } from '../../contract/exports/export-request.ts';
import type { RenderRequest, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { Warning } from '../../contract/exports/status.ts';
import { folderBytes } from '../../disk/disk-space.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import type { SourceRoots } from '../../media/library/resolve-source.ts';
import { createSourceGuard } from '../../media/reading/identity/source-guard.ts';
import type { RenderingTools } from '../../media/reading/tools.ts';
import type { PlanResult } from '../../planner/plan-export.ts';
import type { ConfigToPlan } from '../../threads/plan-task.ts';
import { openAttemptChunks, type AttemptChunks } from '../child/attempt-chunks.ts';
import { openChildLog } from '../child/child-log.ts';
import type { ChildContext } from '../child/run-child.ts';
import { createOutputsMeter, type OutputsMeter } from './outputs-meter.ts';
import type { FinishedOutput } from './publish-export.ts';
import type { AttemptSpace, SpentBytes } from '../space/export-space.ts';

/** What a render has of the server around it. */
export interface RenderTools {
  readonly tools: RenderingTools;
  readonly store: ChunkStore;
  /** See `ExportSpace.openAttempt`; whoever opened the render releases it. */
  readonly openSpace: (jobId: string, startCounting: () => SpentBytes) => Omit<AttemptSpace, 'release'>;
  readonly roots: SourceRoots;
  readonly plan: (input: ConfigToPlan) => PlanResult;
  /** Gives a finished file its name, unless the export belongs to another server by now. */
  readonly publish: (finished: FinishedOutput) => Promise<void>;
  /** Cores the children share, for estimates. */
  readonly cores: number;
  readonly now: () => Date;
  /** Called with anything that is a bug, for the log; the person who asked sees a sentence without details. */
  readonly onBug: (error: unknown, jobId: string) => void;
}

export interface AttemptHooks {
  readonly signal: AbortSignal;
  readonly onUpdate: (update: RenderUpdate) => void;
  /** See `ChildContext.yields`. */
  readonly yields?: boolean;
}

/** A folder of its own: a server that was taken for dead and wakes up tidies away what is its own and no more. */
export function partialFolderOf({
  folder,
  attemptToken,
}: Pick<RenderRequest, 'folder' | 'attemptToken'>): string {
  return join(folder, 'partial', attemptToken);
}

/** One attempt with all it owns: its folder of partial files, its log, its meter. */
export interface Attempt {
  readonly shared: RenderTools;
  readonly request: RenderRequest;
  readonly context: ChildContext;
  readonly meter: OutputsMeter;
  readonly partialFolder: string;
  readonly chunks: AttemptChunks;
  readonly space: Omit<AttemptSpace, 'release'>;
  readonly warnings: () => readonly Warning[];
  readonly warn: (warning: Warning) => void;
  /** Removes the partial files, lets go of the chunks and ends the log. */
  readonly close: () => Promise<void>;
}

export function openAttempt(shared: RenderTools, request: RenderRequest, hooks: AttemptHooks): Attempt {
  const partialFolder = partialFolderOf(request);
  const log = openChildLog(join(request.folder, 'log.ndjson'), { attempt: request.attempt, now: shared.now });
  const warnings: Warning[] = [];
  const guard = createSourceGuard(hooks.signal);
  const chunks = openAttemptChunks(shared.store, guard);
  const space = shared.openSpace(request.jobId, () => countSpent(chunks, partialFolder));
  return {
    shared,
    request,
    context: {
      ...{ tools: shared.tools, signal: hooks.signal, log, guard },
      ...{ priority: -request.order, yields: hooks.yields ?? false },
    },
    meter: createOutputsMeter({
      ids: wantedOutputs(request),
      now: () => performance.now(),
      onUpdate: hooks.onUpdate,
    }),
    partialFolder,
    chunks,
    space,
    warnings: () => warnings,
    warn: (warning) => {
      // What is built again may be warned of again, and outputs of one edit warn of the same things.
      if (!warnings.some(({ message }) => message === warning.message)) warnings.push(warning);
    },
    close: async () => {
      chunks.release();
      // What cannot be tidied up says nothing of the export, which may have been published by now.
      const onTrouble = (error: unknown) => shared.onBug(error, request.jobId);
      await rm(partialFolder, { recursive: true, force: true }).catch(onTrouble);
      // Stays while another attempt's folder lies in it.
      await rmdir(dirname(partialFolder)).catch(() => undefined);
      await log.flush();
    },
  };
}

/** Ids of the outputs that an attempt makes. */
export function wantedOutputs({ config, outputs }: RenderRequest): readonly string[] {
  const all = outputsOf(config).map(({ id }) => id);
  return outputs ? all.filter((id) => outputs.includes(id)) : all;
}

function countSpent(chunks: AttemptChunks, partialFolder: string): SpentBytes {
  const before = chunks.publishedBytes();
  return async () => chunks.publishedBytes() - before + (await folderBytes(partialFolder));
}
