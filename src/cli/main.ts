import { loadConfig, type ServerConfig } from '../server/config.ts';
import { tooFewOpenFiles } from '../server/open-file-limit.ts';
import { endProcess } from '../server/end-process.ts';
import { openEngine } from './open-engine.ts';
import { runCommandLine } from './run-command-line.ts';
import type { Settings } from './wiring.ts';

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
  settings: () => settingsOf(loadConfig()),
});

// Next and whatever a start that failed left behind would keep the process alive.
await endProcess(exitCode);

function settingsOf({ mediaBasePath, ffmpegPath, ffprobePath, searchPath }: ServerConfig): Settings {
  return { mediaFolder: mediaBasePath, ffmpegPath, ffprobePath, searchPath };
}
