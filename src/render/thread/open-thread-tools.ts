import type { ReadSource } from '../../media/reading/read-types.ts';
import { failureOf } from '../../threads/failure.ts';
import { planConfig } from '../../threads/plan-task.ts';
import type { TaskHost } from '../../threads/worker/serve-tasks.ts';
import type { RenderTools } from '../attempt/open-attempt.ts';
import type { SpentBytes } from '../space/export-space.ts';
import { openRemoteChildren } from './remote-children.ts';
import { openRemoteStore } from './remote-store.ts';
import type { ChildWord, Machine } from './rendering.ts';

/** What a render has around it, in its thread: what only the main thread can do is asked of it. `isAhead`: see the store. */
export async function openThreadTools(
  machine: Machine,
  host: TaskHost,
  { isAhead = false } = {},
): Promise<RenderTools> {
  const { ask } = host;
  const { ffmpegVersion, concurrency, chunksFolder, hasDepot: isShared, roots, cores } = machine;
  const { children, hear } = openRemoteChildren(host, concurrency);
  let spent: SpentBytes | undefined;
  host.onAsked((question, input) => {
    if (question === 'child') return hear(input as ChildWord);
    if (question === 'spent') return spent?.() ?? 0;
    throw new Error(`The main thread asked for ${question}`);
  });
  const takeSpace = (question: string, start: () => SpentBytes) => async (need: unknown) => {
    spent = start();
    await ask(question, need);
  };
  return {
    tools: {
      ...{ ffmpegVersion, children },
      reader: {
        read: async ({ path, name, signal }) =>
          (await ask('read-source', { path, name }, signal)) as ReadSource,
        check: async () => {
          throw new Error('A render looks at no uploads');
        },
      },
    },
    store: await openRemoteStore(chunksFolder, host, { isAhead, isShared }),
    openSpace: (_, startCounting) => ({
      beginEarly: takeSpace('begin-space-early', startCounting),
      begin: takeSpace('begin-space', startCounting),
    }),
    ...{ roots, cores, plan: planConfig },
    publish: async (finished) => {
      await ask('publish', finished);
    },
    now: () => new Date(),
    onBug: (error) => void ask('bug', failureOf(error)).catch(() => undefined),
  };
}
