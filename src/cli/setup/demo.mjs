/** `npm run demo`: sets up what is missing, then exports made footage through a server, before your eyes. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild } from './ensure/ensure-build.mjs';
import { ensureFfmpeg } from './ensure/ensure-ffmpeg.mjs';
import { ensureNode } from './ensure/ensure-node.mjs';
import { ensurePackages } from './ensure/ensure-packages.mjs';
import { plainEnvironment } from './plain-environment.mjs';
import { prepare, root } from './prepare.mjs';

await prepare(() => {
  ensureNode();
  ensurePackages(root);
  ensureFfmpeg();
  ensureBuild(root);
});

const demo = spawn(
  process.execPath,
  ['--import', 'tsx', join(root, 'tests/demo/demo.ts'), ...process.argv.slice(2)],
  {
    cwd: root,
    env: plainEnvironment(),
    stdio: 'inherit',
  },
);
demo.on('exit', (code) => (process.exitCode = code ?? 1));
// Ctrl-C reaches the demo by itself, what is sent to us alone does not; either way we wait for its end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
