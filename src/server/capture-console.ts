import { format } from 'node:util';
import type { Log } from './log.ts';

/** Of the console, and the level of their lines. */
const methods = {
  log: 'info',
  info: 'info',
  debug: 'debug',
  warn: 'warn',
  error: 'error',
  trace: 'debug',
} as const;

/**
 * Turns whatever packages print, and Node's warnings, into lines of the log: a log of JSON with stacks between is one that
 * no program can read.
 */
export function captureConsole(log: Log): void {
  for (const [name, level] of Object.entries(methods)) {
    const write = (...parts: unknown[]): void => {
      const err = parts.find((part) => part instanceof Error);
      // Without colours and the signs before them.

      const text = format(...parts.filter((part) => part !== err))
        .replace(/\u001b\[[\d;]*m/g, '')
        .trim();
      log[level]({ ...(err && { err }) }, text === '' ? (err?.message ?? '') : text);
    };
    Object.assign(console, { [name]: write });
  }
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, warning.message));
}
