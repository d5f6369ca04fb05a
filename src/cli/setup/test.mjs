/**
 * `npm test`: sets up what is missing, runs the checks of the house, then every test. With arguments
 * (`npm test -- tests/unit`) only vitest runs, with them.
 */
import { join } from 'node:path';
import { ensureBrowser } from './ensure-browser.mjs';
import { ensureBuild } from './ensure-build.mjs';
import { ensureFfmpeg } from './ensure-ffmpeg.mjs';
import { ensureNode } from './ensure-node.mjs';
import { ensurePackages } from './ensure-packages.mjs';
import { plainEnvironment } from './plain-environment.mjs';
import { prepare, root } from './prepare.mjs';
import { runNpm, runShown } from './run-program.mjs';

let browser = '';
await prepare(async () => {
  ensureNode();
  ensurePackages(root);
  ensureFfmpeg();
  browser = await ensureBrowser(root);
  ensureBuild(root);
});

const chosen = process.argv.slice(2);
const isClean = chosen.length > 0 || runNpm(root, ['run', '--silent', 'check']);
if (!isClean) process.stderr.write('\nThe checks failed, as said above; the tests run all the same.\n\n');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const env = { ...plainEnvironment(), CHROMIUM_PATH: browser };
const hasPassed = runShown(process.execPath, [vitest, 'run', ...chosen], { cwd: root, env });
process.exitCode = isClean && hasPassed ? 0 : 1;
