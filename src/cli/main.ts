import { loadConfig, type ServerConfig } from '../server/settings/config.ts';
import { tooFewOpenFiles } from '../server/http/open-file-limit.ts';
import { endProcess } from '../server/end-process.ts';
import { openEngine } from './engine/open-engine.ts';
import { runCommandLine } from './run-command-line.ts';
import { ProblemError } from '../contract/problems.ts';
import type { Settings, Wiring } from './wiring.ts';

const exitCode = await runCommandLine(process.argv.slice(2), {
  openEngine: (options) => openEngine(loadConfig(), options),
  // Loaded only when it is wanted: a render on the command line needs neither Next nor tRPC.
  serve: async () => {
    // Asked before the server is loaded, which opens hundreds of files.
    const complaint = tooFewOpenFiles('server');
    if (complaint !== undefined) {
      process.stderr.write(`${complaint}\n`);
      return 4;
    }
    const { serve } = await import('../server/serve.ts');
    return serve({ isDev: false });
  },
  work: async () => {
    const complaint = tooFewOpenFiles('server');
    if (complaint !== undefined) {
      process.stderr.write(`${complaint}\n`);
      return 4;
    }
    const { work } = await import('../server/work.ts');
    return work();
  },
  openAccounts: () => openOwnAccounts(loadConfig()),
  settings: () => settingsOf(loadConfig()),
});

// Next and whatever a start that failed left behind would keep the process alive.
await endProcess(exitCode);

function settingsOf(config: ServerConfig): Settings {
  const { mediaBasePath, ffmpegPath, ffprobePath, searchPath, ffmpegConcurrency, cores } = config;
  return { mediaFolder: mediaBasePath, ffmpegPath, ffprobePath, searchPath, ffmpegConcurrency, cores };
}

async function openOwnAccounts({
  accounts: settings,
  basePath,
}: ServerConfig): ReturnType<Wiring['openAccounts']> {
  if (settings === undefined)
    throw new ProblemError({
      code: 'NOT_READY',
      message: 'This server has no accounts.',
      hint: 'Set ACCOUNTS=on, and MEDIA_BASE_PATH or DATABASE_URL as the server has them.',
    });
  const { openAccounts } = await import('../accounts/open-accounts.ts');
  const warn = (message: string) => process.stderr.write(`${message}\n`);
  return { accounts: await openAccounts(settings, warn), publicUrl: settings.publicUrl, basePath };
}
