import { setMaxListeners } from 'node:events';
import { cancelledExit } from './exit-codes.ts';

export interface StopSignals extends Disposable {
  /** Aborts with the reason `'cancel'` at the first request to stop. */
  readonly signal: AbortSignal;
}

/**
 * npm passes on a Ctrl-C that the terminal has already sent to everyone: what follows this quickly, in
 * milliseconds, is the same request.
 */
const echoMs = 500;

const stoppers = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns Ctrl-C, SIGTERM, a closed terminal and a closed output pipe into one abort. Whoever sees it stops
 * its work, cleans up and ends in its own time; a second request ends the program at once.
 */
export function listenForStop(): StopSignals {
  const controller = new AbortController();
  // Every child of a render listens to it while it runs.
  setMaxListeners(0, controller.signal);
  let stoppedAt: number | undefined;
  const stop = () => {
    stoppedAt ??= performance.now();
    if (performance.now() - stoppedAt > echoMs) process.exit(cancelledExit);
    controller.abort('cancel');
  };
  // Without a listener a reader that goes away (`| head -1`) would kill us with our working files in place.
  const onPipeError = () => controller.abort('cancel');
  for (const name of stoppers) process.on(name, stop);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onPipeError);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of stoppers) process.off(name, stop);
    },
  };
}
