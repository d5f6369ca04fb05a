import type { ChildWork } from '../../children/child-work.ts';
import type { Children } from '../../children/open-children.ts';
import type { QuestionHost } from '../../threads/question-host.ts';
import type { ChildCall, ChildReturn } from './rendering.ts';

/** Runs a child for a worker thread, whose callbacks are asked and told over there. */
export async function startThreadChild(
  children: Children,
  call: ChildCall & Pick<ChildWork, 'wantedBy'>,
  { ask, signal }: QuestionHost,
): Promise<ChildReturn> {
  const { call: number, output, ...work } = call;
  const say = (word: object) => ask('child', { call: number, ...word });
  // What a child says of its progress is heard unless its thread is gone.
  const mention = (word: object) => void say(word).catch(() => undefined);
  const end = await children.run({
    ...{ ...work, signal },
    args: async (threads) => (await say({ threads })) as readonly string[],
    output: output === 'data' ? { onData: async (bytes) => void (await say({ bytes })) } : output,
    onFrames: (frames) => mention({ frames }),
    onSeconds: (seconds) => mention({ seconds }),
  });
  return { end, concurrency: children.concurrency };
}
