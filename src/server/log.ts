import { pino, type DestinationStream, type Logger } from 'pino';
import type { ServerConfig } from './settings/config.ts';

export type Log = Logger;

/** JSON lines on stdout. Whatever could hold a secret is cut out, wherever it turns up in a line. */
export function createLog(level: ServerConfig['logLevel'], destination?: DestinationStream): Log {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ['authorization', 'cookie', 'accessToken', '*.authorization', '*.cookie', '*.accessToken'],
      censor: '(not shown)',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
