import type {
  RenderOutcome,
  RenderRequest,
  RenderUpdate,
} from '../../../../src/contract/exports/render-port.ts';
import type { Render } from '../../../../src/jobs/ports.ts';
import { completedOutcome } from './configs.ts';

/** One render under way, in the test's hands. */
export interface PuppetRun {
  readonly request: RenderRequest;
  readonly signal: AbortSignal;
  readonly update: (update: RenderUpdate) => void;
  readonly end: (outcome: RenderOutcome) => void;
  readonly complete: () => void;
  readonly crash: (bug: Error) => void;
  isOver: boolean;
}

/**
 * A render that does what the test says. Stops when told to, as a real one does after its children are dead,
 * unless `isStubborn`.
 */
export function createPuppetRender(options: { readonly isStubborn?: boolean } = {}) {
  const runs: PuppetRun[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const render: Render = (request, { signal, onUpdate }) =>
    new Promise((resolve, reject) => {
      const over = () => {
        run.isOver = true;
      };
      const run: PuppetRun = {
        request,
        signal,
        update: onUpdate,
        end: (outcome) => {
          over();
          resolve(outcome);
        },
        complete: () => run.end(completedOutcome),
        crash: (bug) => {
          over();
          reject(bug);
        },
        isOver: false,
      };
      if (options.isStubborn !== true) {
        const stop = () => run.end({ kind: 'stopped', reason: signal.reason as 'cancel' | 'shutdown' });
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      }
      runs.push(run);
      for (const waiter of waiting) if (runs.length >= waiter.count) waiter.resolve();
    });
  return {
    render,
    runs,
    /** Resolves with the n-th run (from 1) once it has begun. */
    nth: async (count: number): Promise<PuppetRun> => {
      if (runs.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      const run = runs[count - 1];
      if (run === undefined) throw new Error(`no run ${count}`);
      return run;
    },
  };
}
