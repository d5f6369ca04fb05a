import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bundleProgram } from '../../../faults/support/bundle-program.ts';

/** A program of the bench in a process of its own, so that what it costs can be told from all else. */
export interface HelperProcess extends AsyncDisposable {
  readonly pid: number;
  /** The next message it sends; rejects when it ends instead. */
  readonly next: () => Promise<unknown>;
  /** Sends it a message and resolves with the next one that it sends. */
  readonly ask: (message: string) => Promise<unknown>;
}

/** Starts one with its options as its only argument, as JSON. */
export async function startHelper(source: string, options: unknown): Promise<HelperProcess> {
  const child = fork(await bundleProgram(source), [JSON.stringify(options)], { execArgv: [] });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const next = async (): Promise<unknown> => {
    const [message] = (await Promise.race([
      once(child, 'message'),
      exit.then((how) => Promise.reject(new Error(`${source} ended (${how.join(' ')}).`))),
    ])) as [unknown];
    return message;
  };
  return {
    pid: child.pid ?? 0,
    next,
    ask: (message) => {
      const answer = next();
      child.send(message);
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
