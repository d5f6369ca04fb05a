import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemError, problems } from '../contract/problems.ts';
import { captureConsole } from './capture-console.ts';
import { loadConfig, settleNodeEnv, type ServerConfig } from './settings/config.ts';
import { exposureWarning } from './door/access/exposure.ts';
import { createLog, type Log } from './log.ts';
import { guardProcess } from './process-guard.ts';
import { openServerAccounts } from './accounts/open-server-accounts.ts';
import { buildRuntime } from './runtime/build-runtime.ts';
import { unwritableFolderText } from './settings/unwritable-folder.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { buildUploads } from './runtime/build-uploads.ts';

export interface ServeOptions {
  /** Pages with hot reload instead of the built ones. */
  readonly isDev: boolean;
}

/**
 * Runs the server of this process until it is told to end, and answers with the exit code. Whoever calls it
 * then ends the process. A wrong environment ends it at once.
 */
export async function serve({ isDev }: ServeOptions): Promise<number> {
  const config = loadConfig();
  settleNodeEnv(isDev);
  const log = createLog(config.logLevel);
  // In development people read what Next prints on their terminal.
  if (!isDev) captureConsole(log);
  const guard = guardProcess(log);
  const warning = exposureWarning(config);
  if (warning !== undefined) log.warn(warning);
  try {
    const pages = { isDev, folder: appFolder() };
    const server = await startServer(config, {
      ...{ buildRuntime, buildUploads, log, pages },
      openAccounts: openServerAccounts,
    });
    guard.watch(server);
    announce(server, config, log);
  } catch (error) {
    const unwritable = unwritableFolderText(error, config.mediaBasePath);
    if (unwritable !== undefined) {
      process.stderr.write(`${unwritable}\n`);
      return problems.NOT_READY.exit;
    }
    if (!(error instanceof ProblemError)) throw error;
    const { message, hint = '', code } = error.problem;
    process.stderr.write(`${message} ${hint}\n`);
    return problems[code].exit;
  }
  return guard.ended;
}

function announce({ url }: RunningServer, { mediaBasePath }: ServerConfig, log: Log): void {
  // On a terminal somebody waits for an address, not for a line of JSON.
  if (process.stderr.isTTY) process.stderr.write(`\n  Cutroom runs at ${url}\n\n`);
  log.info({ url, media: mediaBasePath }, `Cutroom listens on ${url}`);
}

/** The folder of the package: above the sources in development, above `dist` once built. */
function appFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
