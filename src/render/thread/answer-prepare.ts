import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { preparingPriority } from '../../children/child-work.ts';
import { readSource } from '../../media/reading/read-source.ts';
import { errorOf } from '../../threads/failure.ts';
import type { Failure } from '../../threads/messages.ts';
import { packConfig } from '../../threads/packed-config.ts';
import type { QuestionHost } from '../../threads/question-host.ts';
import type { AheadRenderer, LookedAhead, PreparationEnd, PrepareHooks } from '../preparing/ports.ts';
import type { SpaceNeed } from '../space/space-ledger.ts';
import type { ServerParts } from './answer-render.ts';
import type { Preparation } from './prepare-task.ts';
import type { ChildCall, ChildReturn } from './rendering.ts';
import { answersOfDepot } from './remote-store.ts';
import { startThreadChild } from './start-thread-child.ts';

export interface AheadParts extends Omit<ServerParts, 'space' | 'outputPlace'> {
  /** Throws where so many more bytes of chunks must not be made. */
  readonly requireRoom: (bytes: number) => Promise<void>;
}

const untold: PrepareHooks = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onNeeded: () => undefined,
  onMade: async () => undefined,
};

/** Opens what renders ahead, each time in a thread of its own, as exports do. */
export function createAheadRenderer(parts: AheadParts): AheadRenderer {
  const run = async (config: ExportConfig, isLook: boolean, hooks: PrepareHooks): Promise<unknown> => {
    const folder = parts.store.reserve();
    const served = serve(parts, hooks);
    const request = { folder, attemptToken: randomUUID(), order: -preparingPriority };
    const machine = { ...parts.machine, concurrency: parts.children.concurrency };
    const input: Preparation = { isLook, request, config: packConfig(config), machine };
    try {
      return await parts.threads.prepare({ input, signal: hooks.signal, answer: served.answer });
    } finally {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
  return {
    look: async (config, signal) => {
      try {
        return (await run(config, true, { ...untold, signal })) as LookedAhead;
      } catch (error) {
        // Errors lose their class on the way from the thread.
        signal.throwIfAborted();
        throw error;
      }
    },
    prepare: async (config, hooks) => {
      try {
        return (await run(config, false, hooks)) as PreparationEnd;
      } catch (error) {
        if (hooks.signal.aborted) return { kind: 'stopped' };
        throw error;
      }
    },
  };
}

/** What the thread asks for, answered; `close` resolves when its children are dead and what it held is free again. */
function serve({ store, depot, tools, children, requireRoom, onBug }: AheadParts, hooks: PrepareHooks) {
  const releases: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  const runChild = async (call: ChildCall, host: QuestionHost): Promise<ChildReturn> => {
    const run = startThreadChild(children, call, host);
    running.add(run);
    return run.finally(() => running.delete(run));
  };
  const takeRoom = ({ temporary }: SpaceNeed) => requireRoom(temporary);
  const answers: Readonly<Record<string, (input: never, host: QuestionHost) => unknown>> = {
    'run-child': runChild,
    ...answersOfDepot(depot),
    'read-source': (source: { path: string; name: string }, { signal }) =>
      readSource(tools, { ...source, signal }),
    hold: (keys: readonly string[]) => {
      releases.push(store.hold(keys));
      hooks.onNeeded(keys);
    },
    'begin-space-early': takeRoom,
    'begin-space': takeRoom,
    progress: (share: number) => hooks.onProgress(share),
    made: (key: string) => hooks.onMade(key),
    bug: (failure: Failure) => onBug(errorOf(failure), 'preparation'),
  };
  return {
    answer: (question: string, input: unknown, host: QuestionHost) => {
      const answer = answers[question];
      if (!answer) throw new Error(`A worker thread that renders ahead asked for ${question}`);
      return answer(input as never, host);
    },
    close: async () => {
      // A thread that died has left some running; they are stopped already.
      await Promise.allSettled(running);
      // While what the edit needs is held: others go first.
      await store.evict();
      for (const release of releases) release();
    },
  };
}
