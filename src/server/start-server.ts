import { join } from 'node:path';
import type { Runtime } from '../api/runtime.ts';
import { openChildren, type Children } from '../children/open-children.ts';
import { ProblemError } from '../contract/problems.ts';
import type { ExportState } from '../contract/status.ts';
import { createSpaceShares, type SpaceShares } from '../disk/space-shares.ts';
import type { JobNotice } from '../jobs/telling/notice.ts';
import { childrenOptionsOf } from './children-options.ts';
import { composeServer } from './compose-server.ts';
import type { ServerConfig } from './config.ts';
import { drain } from './drain.ts';
import type { Limits } from './limits.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics/metrics.ts';
import { noteChild } from './metrics/note-child.ts';
import { noteExports } from './metrics/note-exports.ts';
import type { Uploads } from '../uploads/open-uploads.ts';

export type CloseReason = 'shutdown' | 'crash';

export interface CloseableRuntime extends Runtime {
  /** Stops all work; settles when no child is left and every state is on disk. */
  readonly close: (reason: CloseReason) => Promise<void>;
  readonly counts: () => Readonly<Record<ExportState, number>>;
}

/** What the parts of a runtime tell the server while they work. None of them may throw. */
export interface RuntimeHooks {
  /** To be given to `createExports` as `notify`. */
  readonly onNotice: (notice: JobNotice) => void;
  /** Runs every ffmpeg and ffprobe; the server closes them when all else is closed. */
  readonly children: Children;
  readonly log: Log;
  /** Where everybody who promises space on the disk meets. */
  readonly shares: SpaceShares;
}

export interface ServerOptions {
  readonly buildRuntime: (config: ServerConfig, hooks: RuntimeHooks) => Promise<CloseableRuntime>;
  readonly log: Log;
  /** Where Next finds its pages; a server without them starts in milliseconds. */
  readonly pages?: { readonly isDev: boolean; readonly folder: string };
  /** Opens whoever answers `/api/upload`, once the folder is ours; bodies reach it unread. */
  readonly buildUploads?: (config: ServerConfig, hooks: RuntimeHooks) => Promise<Uploads>;
  readonly limits?: Partial<Limits>;
}

export interface RunningServer {
  /** With the port that was given, for port 0. */
  readonly url: string;
  /** Ends the server as `drain` says. Further calls answer with the first. */
  readonly close: (reason: CloseReason) => Promise<void>;
}

/**
 * Builds and starts the one server: API, sockets and pages on one port. Rejects with a `ProblemError` where
 * the port or the folder is taken; nothing is left running then.
 */
export async function startServer(config: ServerConfig, options: ServerOptions): Promise<RunningServer> {
  const { log } = options;
  const metrics = createMetrics();
  const children = openChildren({
    ...childrenOptionsOf(config),
    folder: config.mediaBasePath,
    recordsFolder: join(config.mediaBasePath, 'children'),
    onEnded: (end) => noteChild(end, metrics, log),
  });
  const hooks = { onNotice: noteExports(log, metrics.hooks), children, log, shares: createSpaceShares() };
  const runtime = await options.buildRuntime(config, hooks);
  let uploads: Uploads | undefined;
  let closing: Promise<void> | undefined;
  const isDraining = (): boolean => closing !== undefined;
  try {
    uploads = await options.buildUploads?.(config, hooks);
    const base = { config, options, metrics, runtime, uploads, isDraining };
    const { http, sockets, pages } = await composeServer(base);
    const port = await http.listen(config.port, config.host);
    const url = `http://${urlHostOf(config.host)}:${port}`;
    await pages?.warmUp(url);
    const stopWork = (reason: CloseReason) => async () => {
      await Promise.all([runtime.close(reason), uploads?.close()]);
      await children.close('shutdown');
    };
    return {
      url,
      close: (reason) => {
        closing ??= drain({ stopWork: stopWork(reason), sockets, http, pages, log }).finally(metrics.close);
        return closing;
      },
    };
  } catch (error) {
    await uploads?.close();
    await runtime.close('crash');
    await children.close('shutdown');
    metrics.close();
    throw isAddressInUse(error) ? portTaken(config, error) : error;
  }
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portTaken({ host, port }: ServerConfig, cause: unknown): ProblemError {
  const problem = {
    code: 'NOT_READY',
    message: `Another program listens on ${host}, port ${port}.`,
    hint: 'Stop it, or set PORT to another number.',
  } as const;
  return new ProblemError(problem, { cause });
}

/** A host that a browser on this machine can open. */
function urlHostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
