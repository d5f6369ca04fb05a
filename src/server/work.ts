import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openChildren } from '../children/open-children.ts';
import { ProblemError, problems } from '../contract/problems.ts';
import { createSpaceShares } from '../disk/space-shares.ts';
import { sendJson } from '../api/rest/respond.ts';
import { childRecordsOf, childrenOptionsOf } from './settings/children-options.ts';
import { loadConfig, settleNodeEnv, type ServerConfig } from './settings/config.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { noteChild } from './metrics/note-child.ts';
import { noteExports } from './metrics/note-exports.ts';
import { openServerFleet } from './runtime/open-exports.ts';
import { openRenderingOf } from './runtime/spreading/open-spreading.ts';
import { spreadChildren } from './runtime/spreading/spread-children.ts';
import { guardProcess } from './process-guard.ts';
import { unwatchedFolders } from './runtime/folder-health.ts';
import { readinessOf } from './runtime/readiness.ts';
import { openRoots, openServerEngine } from './runtime/build-runtime.ts';
import { openServerObjects } from './objects/open-objects.ts';
import type { CloseReason } from './runtime/runtime-types.ts';

/** Renders exports of the fleet until it is told to end, and answers with the exit code. Listens for health alone. */
export async function work(): Promise<number> {
  const config = loadConfig();
  settleNodeEnv(false);
  const log = createLog(config.logLevel);
  const guard = guardProcess(log);
  try {
    guard.watch(await startWorker(config, log));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { message, hint = '', code } = error.problem;
    process.stderr.write(`${message} ${hint}\n`);
    return problems[code].exit;
  }
  return guard.ended;
}

export interface RunningWorker {
  /** Of its health and its numbers. */
  readonly url: string;
  /** Puts back what runs at no cost; settles when no child is left. */
  readonly close: (reason: CloseReason) => Promise<void>;
}

/** Opens what renders, begins to take exports, and answers `/api/health`, `/api/ready` and `/api/metrics`. */
export async function startWorker(config: ServerConfig, log: Log): Promise<RunningWorker> {
  if (config.redis === undefined) throw new ProblemError(withoutRedis);
  const metrics = createMetrics();
  const children = openChildren({
    ...childrenOptionsOf(config),
    folder: config.mediaBasePath,
    recordsFolder: childRecordsOf(config),
    onEnded: (end) => noteChild(end, metrics, log),
  });
  const objects = await openServerObjects(config, log);
  const spreadable = spreadChildren(children);
  const engine = await openServerEngine(
    config,
    { children: spreadable.children, log, objects, shares: createSpaceShares() },
    await openRoots(config, objects),
  );
  const fleet = await openServerFleet(config, {
    ...{
      log,
      onNotice: noteExports(log, metrics.hooks),
      checkConfig: engine.checkConfig,
      ...{ outputs: objects.outputs, shared: objects.fleet },
    },
  });
  const { render, discardPartials, store, tools } = engine;
  const worker = await openRenderingOf(config, fleet, {
    ...{ render, discardPartials, store, spreadable, ffmpegVersion: tools.ffmpegVersion },
    ...{ remoteFiles: objects.cache, shared: objects.fleet },
  });
  const isReady = async () => {
    const { reasons } = await readinessOf(config, engine.tools.ffmpegVersion, unwatchedFolders);
    const away = fleet.journal.redis.status === 'ready' ? [] : ['Redis cannot be reached.'];
    return [...reasons, ...away];
  };
  const { server, url } = await listenForHealth(config, { metrics, isReady });
  log.info({ url, media: config.mediaBasePath }, `Cutroom renders for the fleet; its health is at ${url}`);
  return {
    url,
    close: async (reason) => {
      const why = reason === 'shutdown' ? 'was shut down' : 'had to stop';
      await worker.drain(`Its worker ${why}; the export goes on when its turn comes.`);
      await engine.close();
      await fleet.close();
      await objects.close();
      server.close();
      server.closeAllConnections();
      metrics.close();
    },
  };
}

const withoutRedis = {
  code: 'NOT_READY',
  message: 'A worker takes its exports from Redis, and REDIS_URL is not set.',
  hint: 'Set REDIS_URL to the Redis that the servers use; one machine alone needs no workers.',
} as const;

interface Health {
  readonly metrics: Metrics;
  /** Why it cannot render now, in sentences. */
  readonly isReady: () => Promise<readonly string[]>;
}

async function listenForHealth(
  { host, workerPort }: ServerConfig,
  { metrics, isReady }: Health,
): Promise<{ server: Server; url: string }> {
  const answers: Readonly<Record<string, (res: Parameters<typeof sendJson>[0]) => Promise<void> | void>> = {
    '/api/health': (res) => sendJson(res, 200, { status: 'ok' }),
    '/api/ready': async (res) => {
      const reasons = await isReady();
      sendJson(res, reasons.length === 0 ? 200 : 503, {
        status: reasons.length === 0 ? 'ready' : 'not ready',
        reasons,
      });
    },
    '/api/metrics': async (res) => {
      res.setHeader('Content-Type', metrics.contentType);
      res.end(await metrics.render());
    },
  };
  const server = createServer((req, res) => {
    const answer = req.method === 'GET' ? answers[req.url ?? ''] : undefined;
    if (answer) void answer(res);
    else sendJson(res, 404, { error: 'There is nothing here.', code: 'NOT_FOUND' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(workerPort, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://${host}:${port}` };
}
