import { setTimeout as wait } from 'node:timers/promises';
import { endNow, endProcess } from './end-process.ts';
import type { Log } from './log.ts';
import type { CloseReason } from './runtime/runtime-types.ts';

/** A crash gets less time than a shutdown: whatever broke may keep work from stopping. */
const crashMs = 3_000;
/** A shutdown has all the time that its parts may take together (`drain.ts`); after it nothing is waited for. */
const shutdownMs = 9_500;

export interface ProcessGuard {
  /** What to close at the end: the running server. */
  readonly watch: (server: { readonly close: (reason: CloseReason) => Promise<void> }) => void;
  /** Resolves with the exit code when everything has been closed. */
  readonly ended: Promise<number>;
}

/**
 * Ends the server when the system asks (once politely, the second time at once) or when something was
 * thrown that nobody caught. To be called before Next is loaded: Next adds listeners of its own that let a
 * broken process live on, and this one owns children.
 */
export function guardProcess(log: Log, limits = { shutdownMs }): ProcessGuard {
  let resolve = (_code: number): void => undefined;
  const ended = new Promise<number>((settle) => {
    resolve = settle;
  });
  let server: { readonly close: (reason: CloseReason) => Promise<void> } | undefined;
  let ending: { readonly reason: CloseReason; readonly code: number } | undefined;

  /** Asked to end while still starting, the server is closed as soon as there is one. */
  const end = async (): Promise<void> => {
    if (!server || !ending) return;
    await server.close(ending.reason).catch((error: unknown) => log.error({ err: error }, 'closing failed'));
    resolve(ending.code);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    // In most instants of a busy server some call is under way that comes back at once.
    if (ending) return void endProcess(signal === 'SIGINT' ? 130 : 143);
    log.info({ signal }, 'shutting down');
    ending = { reason: 'shutdown', code: Number(process.exitCode ?? 0) };
    void end();
    // Whatever hangs, be it the start: who asked waits no longer.
    void wait(limits.shutdownMs, undefined, { ref: false }).then(() => {
      log.error('something did not end in time; the server ends without it');
      endNow(ending?.code ?? 0);
    });
  };
  const onCrash = (error: unknown): void => {
    log.fatal({ err: error }, 'something was thrown that nobody caught');
    if (ending) return void endProcess(1);
    ending = { reason: 'crash', code: 1 };
    void end();
    void wait(crashMs).then(() => endProcess(1));
  };
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    ended,
    watch: (running) => {
      server = running;
      void end();
    },
  };
}
