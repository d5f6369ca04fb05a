import type { Log } from './log.ts';
import type { CloseReason, RunningServer } from './start-server.ts';

/** A crash gets less time than a shutdown: whatever broke may keep work from stopping. */
const crashMs = 3_000;

/**
 * Ends the process when the system asks (once politely, the second time at once) or when something was
 * thrown that nobody caught. To be called before Next is loaded: Next adds listeners of its own that let a
 * broken process live on, and this one owns children.
 */
export function guardProcess(log: Log): { readonly watch: (server: RunningServer) => void } {
  let server: RunningServer | undefined;
  let isEnding = false;

  const end = (reason: CloseReason, code: number): void => {
    isEnding = true;
    const closed = server?.close(reason) ?? Promise.resolve();
    closed
      .catch((error: unknown) => log.error({ err: error }, 'closing failed'))
      .finally(() => process.exit(code));
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isEnding) process.exit(signal === 'SIGINT' ? 130 : 143);
    log.info({ signal }, 'shutting down');
    end('shutdown', 0);
  };
  const onCrash = (error: unknown): void => {
    log.fatal({ err: error }, 'something was thrown that nobody caught');
    if (isEnding) process.exit(1);
    setTimeout(() => process.exit(1), crashMs);
    end('crash', 1);
  };
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    watch: (running) => {
      server = running;
    },
  };
}
