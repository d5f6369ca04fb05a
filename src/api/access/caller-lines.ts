import PQueue from 'p-queue';
import { ProblemError } from '../../contract/problems.ts';

/** Does work that looks into sources as soon as the line of its caller lets it. Rejects as the work does. */
export type TakeTurn = <Result>(work: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

/**
 * Sources are read a few at a time, whoever asks: without a line for each caller, one that asks for a thousand would
 * let everybody else wait for all of them.
 */
export interface CallerLines {
  /** The line of an address; no address means no line. */
  readonly of: (address: string | undefined) => TakeTurn;
}

export interface CallerLineLimits {
  /** Calls of one address that look into sources at once. */
  readonly looksPerAddress: number;
  /** Calls of one address that wait for it; more are refused with `TOO_MANY_REQUESTS`. */
  readonly waitingPerAddress: number;
}

export function createCallerLines({ looksPerAddress, waitingPerAddress }: CallerLineLimits): CallerLines {
  const lines = new Map<string, PQueue>();
  const lineOf = (address: string): PQueue => {
    const known = lines.get(address);
    if (known) return known;
    const line = new PQueue({ concurrency: looksPerAddress });
    line.on('idle', () => lines.delete(address));
    lines.set(address, line);
    return line;
  };
  return {
    of: (address) => async (work, signal) => {
      if (address === undefined) return work();
      const line = lineOf(address);
      if (line.size >= waitingPerAddress) throw tooMany(waitingPerAddress);
      return line.add(async () => {
        signal?.throwIfAborted();
        return work();
      });
    },
  };
}

function tooMany(most: number): ProblemError {
  return new ProblemError({
    code: 'TOO_MANY_REQUESTS',
    message: `${most} calls of this address wait for sources to be read already.`,
    hint: 'Wait for their answers, then try again.',
  });
}
