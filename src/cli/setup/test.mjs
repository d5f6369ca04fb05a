/**
 * `npm test`: sets up what is missing, then runs every test, and `npm run check` beside them. With arguments
 * (`npm test -- tests/unit`) only vitest runs, with them; unit tests need neither a browser nor a build, so that one
 * file of them answers in seconds. `npm test -- --runs 500` makes so many random exports
 * instead of 50, and `--seed 7` begins with another one.
 */
import { join } from 'node:path';
import { ensureBrowser } from './ensure/ensure-browser.mjs';
import { ensureBuild } from './ensure/ensure-build.mjs';
import { ensureFfmpeg } from './ensure/ensure-ffmpeg.mjs';
import { ensureNode } from './ensure/ensure-node.mjs';
import { ensurePackages } from './ensure/ensure-packages.mjs';
import { ensureSecondFfmpeg } from './ensure/ensure-second-ffmpeg.mjs';
import { ensureTestPrograms } from './ensure/ensure-test-programs.mjs';
import { plainEnvironment } from './plain-environment.mjs';
import { prepare, root } from './prepare.mjs';
import { runBeside, startNpm } from './run-program.mjs';

const chosen = process.argv.slice(2);
let browser = '';
let secondFfmpeg;
await prepare(async () => {
  ensureNode();
  ensurePackages(root);
  ensureFfmpeg();
  if (needsOnlySources(chosen)) return;
  ensureTestPrograms();
  browser = await ensureBrowser(root);
  ensureBuild(root);
  secondFfmpeg = ensureSecondFfmpeg();
});

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const random = { CUTROOM_RUNS: takeOption('--runs'), CUTROOM_SEED: takeOption('--seed') };
if (random.CUTROOM_RUNS ?? random.CUTROOM_SEED) chosen.push('tests/media/random-exports.test.ts');
const env = {
  ...plainEnvironment(),
  CHROMIUM_PATH: browser,
  ...definedOf({ ...random, CUTROOM_SECOND_FFMPEG: secondFfmpeg }),
};
// The checks run beside the tests, which wait for children and browsers part of the time.
const checks = chosen.length > 0 ? undefined : startNpm(root, ['run', '--silent', 'check']);
const hasPassed = await runBeside(process.execPath, [vitest, 'run', ...chosen], { cwd: root, env });
const { hasEndedWell: isClean, said } = (await checks) ?? { hasEndedWell: true, said: '' };
process.stderr.write(said);
if (!isClean) process.stderr.write('\nThe checks failed, as said above.\n\n');
process.exitCode = isClean && hasPassed ? 0 : 1;

/** Whether every file asked for is a test of single rooms or of what lies behind one port. */
function needsOnlySources(args) {
  const files = args.filter((arg) => !arg.startsWith('-'));
  return files.length > 0 && files.every((file) => /^(\.\/)?tests\/(unit|contract)\b/.test(file));
}

/** Takes an option and its value out of what vitest gets. */
function takeOption(name) {
  const at = chosen.indexOf(name);
  return at < 0 ? undefined : chosen.splice(at, 2)[1];
}

function definedOf(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
