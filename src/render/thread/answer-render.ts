import { rm } from 'node:fs/promises';
import type { Children } from '../../children/open-children.ts';
import { problemFrom } from '../../contract/problems.ts';
import type { RenderOutcome, RenderRequest, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { ChunkDepot } from '../../media/chunks/chunk-depot.ts';
import type { ChunkStore } from '../../media/chunks/chunk-store.ts';
import { readSource } from '../../media/reading/read-source.ts';
import type { Tools } from '../../media/reading/tools.ts';
import { errorOf } from '../../threads/failure.ts';
import type { Failure } from '../../threads/messages.ts';
import type { Threads } from '../../threads/open-threads.ts';
import { packConfig } from '../../threads/packed-config.ts';
import type { QuestionHost } from '../../threads/question-host.ts';
import { publishFinished, type FinishedOutput, type OutputPlace } from '../attempt/publish-export.ts';
import { partialFolderOf } from '../attempt/open-attempt.ts';
import type { AttemptSpace, ExportSpace } from '../space/export-space.ts';
import type { SpaceNeed } from '../space/space-ledger.ts';
import type { ChildCall, ChildReturn, Machine } from './rendering.ts';
import { answersOfDepot } from './remote-store.ts';
import { startThreadChild } from './start-thread-child.ts';

/** What every export of one server shares. */
export interface ServerParts {
  readonly children: Children;
  readonly tools: Tools;
  readonly store: ChunkStore;
  /** Where chunks are shared with other machines; undefined where they are not. */
  readonly depot: ChunkDepot | undefined;
  readonly space: ExportSpace;
  readonly threads: Threads;
  readonly machine: Omit<Machine, 'concurrency'>;
  /** Where finished files go; into the folders of their exports unless told. */
  readonly outputPlace: OutputPlace | undefined;
  /** Called with anything that is a bug, for the log; the person who asked sees a sentence without details. */
  readonly onBug: (error: unknown, jobId: string) => void;
}

interface Hooks {
  readonly signal: AbortSignal;
  readonly onUpdate: (update: RenderUpdate) => void;
  /** Throws when the export belongs to another server by now. */
  readonly requireOurs?: () => void;
}

/**
 * Builds the function that renders one export from its config to its verified file. Each render has a thread of its
 * own, so that nothing it computes holds up the one that answers people; here its children are started, its space is
 * counted and its file is published.
 */
export function createThreadRenderer(parts: ServerParts) {
  return async (request: RenderRequest, hooks: Hooks): Promise<RenderOutcome> => {
    const { config, ...rest } = request;
    const attempt = openAttempt(parts, request, hooks);
    try {
      const machine = { ...parts.machine, concurrency: parts.children.concurrency };
      const input = { request: rest, config: packConfig(config), machine };
      return (await parts.threads.render({
        ...{ input, signal: hooks.signal },
        answer: (question, asked, host) => attempt.answer(question, asked, host),
      })) as RenderOutcome;
    } catch (error) {
      if (hooks.signal.aborted) return stoppedBy(hooks.signal);
      const problem = problemFrom(error);
      if (problem.code === 'INTERNAL') parts.onBug(error, request.jobId);
      return { kind: 'failed', problem, warnings: [] };
    } finally {
      await attempt.close();
    }
  };
}

export function stoppedBy(signal: AbortSignal): RenderOutcome {
  return { kind: 'stopped', reason: signal.reason === 'shutdown' ? 'shutdown' : 'cancel' };
}

/** What one render has in the main thread. */
interface ServedAttempt {
  readonly answer: (question: string, input: unknown, host: QuestionHost) => unknown;
  /** Resolves when its children are dead and all that it held is free again. */
  readonly close: () => Promise<void>;
}

function openAttempt(parts: ServerParts, request: RenderRequest, hooks: Hooks): ServedAttempt {
  const { store, depot, tools, onBug } = parts;
  const { jobId, attemptToken } = request;
  const partialFolder = partialFolderOf(request);
  const releases: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let ask: QuestionHost['ask'] | undefined;
  // Of a thread that is gone nobody can say what it has written.
  const countSpent = async () => Number((await ask?.('spent', undefined).catch(() => 0)) ?? 0);
  const space: AttemptSpace = parts.space.openAttempt(jobId, () => countSpent);
  const runChild = async (call: ChildCall, host: QuestionHost): Promise<ChildReturn> => {
    const run = startThreadChild(parts.children, { ...call, wantedBy: { jobId, attemptToken } }, host);
    running.add(run);
    return run.finally(() => running.delete(run));
  };
  const answers: Readonly<Record<string, (input: never, host: QuestionHost) => unknown>> = {
    'run-child': runChild,
    ...answersOfDepot(depot),
    'read-source': (source: { path: string; name: string }, { signal }) =>
      readSource(tools, { ...source, signal }),
    hold: (keys: readonly string[]) => void releases.push(store.hold(keys)),
    'begin-space-early': (need: SpaceNeed) => space.beginEarly(need),
    'begin-space': (need: SpaceNeed) => space.begin(need),
    update: (update: RenderUpdate) => hooks.onUpdate(update),
    publish: (finished: FinishedOutput, { signal }) =>
      publishFinished(finished, {
        ...{ request, partialFolder, elsewhere: parts.outputPlace, requireOurs: hooks.requireOurs },
        signal: AbortSignal.any([hooks.signal, signal]),
        onTrouble: (error) => onBug(error, jobId),
      }),
    bug: (failure: Failure) => onBug(errorOf(failure), jobId),
  };
  return {
    answer: (question, input, host) => {
      ask = host.ask;
      const answer = answers[question];
      if (!answer) throw new Error(`A worker thread that renders asked for ${question}`);
      return answer(input as never, host);
    },
    close: async () => {
      // A thread that died has left some running; they are stopped already.
      await Promise.allSettled(running);
      for (const release of releases) release();
      space.release();
      // What cannot be tidied up says nothing of the export, which may have been published by now.
      const onTrouble = (error: unknown) => onBug(error, jobId);
      await rm(partialFolder, { recursive: true, force: true }).catch(onTrouble);
      await store.evict().catch(onTrouble);
    },
  };
}
