/**
 * `npm test`: sets up what is missing, then runs every test, and the checks of the house beside them. With arguments
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
import { runBeside, startNpm } from './run-program.mjs';

let browser = '';
await prepare(async () => {
  ensureNode();
  ensurePackages(root);
  ensureFfmpeg();
  browser = await ensureBrowser(root);
  ensureBuild(root);
});

const chosen = process.argv.slice(2);
// The checks run beside the tests, which wait for children and browsers part of the time.
const checks = chosen.length > 0 ? undefined : startNpm(root, ['run', '--silent', 'check']);
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const env = { ...plainEnvironment(), CHROMIUM_PATH: browser };
const hasPassed = await runBeside(process.execPath, [vitest, 'run', ...chosen], { cwd: root, env });
const { hasEndedWell: isClean, said } = (await checks) ?? { hasEndedWell: true, said: '' };
process.stderr.write(said);
if (!isClean) process.stderr.write('\nThe checks failed, as said above.\n\n');
process.exitCode = isClean && hasPassed ? 0 : 1;
