import type { ChildEnd, ChildOutput, ChildWork } from '../../children/child-work.ts';
import type { RenderingTools } from '../../media/reading/tools.ts';
import type { TaskHost } from '../../threads/worker/serve-tasks.ts';
import type { ChildCall, ChildReturn, ChildWord } from './rendering.ts';

/** Children as a worker thread has them: the main thread starts them, which knows every child there is. */
export interface RemoteChildren extends Pick<RenderingTools, 'children'> {
  /** Takes what the main thread says to a child's callbacks, and answers for them. */
  readonly hear: (word: ChildWord) => unknown;
}

interface Call {
  readonly work: ChildWork;
  /** What a callback threw: errors lose their class on the way to the main thread and back. */
  thrown?: { readonly error: unknown };
}

/** `atStart`: most children that work at once; each that ends says how many by then. */
export function openRemoteChildren({ ask }: Pick<TaskHost, 'ask'>, atStart: number): RemoteChildren {
  const calls = new Map<number, Call>();
  let number = 0;
  let concurrency = atStart;
  const run = async (work: ChildWork): Promise<ChildEnd> => {
    const call: Call = { work };
    const id = ++number;
    calls.set(id, call);
    try {
      const answer = (await ask('run-child', callOf(work, id), work.signal)) as ChildReturn;
      ({ concurrency } = answer);
      return answer.end;
    } catch (error) {
      throw call.thrown ? call.thrown.error : error;
    } finally {
      calls.delete(id);
    }
  };
  return {
    children: {
      run,
      get concurrency() {
        return concurrency;
      },
    },
    hear: async (word) => {
      const call = calls.get(word.call);
      if (!call) return undefined;
      try {
        return await tell(call.work, word);
      } catch (error) {
        call.thrown ??= { error };
        throw error;
      }
    },
  };
}

function callOf(work: ChildWork, call: number): ChildCall {
  const { program, label, uses, kind, priority, yields, deadlineMs, output, makes } = work;
  const said = typeof output === 'object' && 'onData' in output ? 'data' : output;
  return { call, program, label, uses, kind, priority, yields, deadlineMs, makes, output: said };
}

function tell(work: ChildWork, word: ChildWord): unknown {
  if ('threads' in word) return work.args(word.threads);
  if ('frames' in word) return work.onFrames?.(word.frames);
  if ('seconds' in word) return work.onSeconds?.(word.seconds);
  return takerOf(work.output)?.(word.bytes);
}

function takerOf(output: ChildOutput): ((bytes: Uint8Array) => Promise<void> | void) | undefined {
  return typeof output === 'object' && 'onData' in output ? output.onData : undefined;
}
