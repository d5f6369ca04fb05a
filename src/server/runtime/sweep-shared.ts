import { join } from 'node:path';
import { sweepAbandoned } from '../../media/chunks/sweep-abandoned.ts';
import type { Log } from '../log.ts';
import type { ServerConfig } from '../settings/config.ts';

/** A child that lives writes every few seconds; clocks of machines may be minutes apart. */
const idleMs = 6 * 3_600_000;
const everyMs = 3_600_000;

/** Deletes now and every hour what processes that have died left in the chunks that all share. Answers how to end that. */
export function sweepShared({ mediaBasePath }: Pick<ServerConfig, 'mediaBasePath'>, log: Log): () => void {
  const sweep = (): void => {
    sweepAbandoned(join(mediaBasePath, 'chunks'), idleMs).then(
      (files) => files > 0 && log.info({ files }, 'unfinished chunks of processes that have died removed'),
      (err: unknown) => log.warn({ err }, 'unfinished chunks could not be removed'),
    );
  };
  const timer = setInterval(sweep, everyMs);
  timer.unref();
  sweep();
  return () => clearInterval(timer);
}
