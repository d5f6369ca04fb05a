import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProgram, runShown } from '../run-program.mjs';
import { installDebian, rightsPrefix } from './install-debian.mjs';
import { say, SetupStop } from '../say.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Sees to it that there is a Chromium for the browser tests, and answers where. `node_modules` is in place. */
export async function ensureBrowser(root) {
  const present = await findBrowser(root);
  if (present !== undefined) return present;
  if (isUbuntu()) installFromPlaywright(root);
  else installDebian(['chromium'], 'for the tests in the browser');
  const installed = await findBrowser(root);
  if (installed !== undefined) return installed;
  throw new SetupStop(
    'No Chromium was found after installing it.',
    'Set CHROMIUM_PATH to one and start again.',
  );
}

async function findBrowser(root) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (findProgram(named) !== undefined) return named;
    throw new SetupStop(`CHROMIUM_PATH is ${named}, and there is no such program.`);
  }
  const onPath = names.map(findProgram).find((path) => path !== undefined && !isSnap(path));
  return onPath ?? findProgram(await playwrightPath(root));
}

/** Ubuntu's `chromium` is a snap or a script that asks for one: it sees no /tmp and does not run in containers. */
function isSnap(path) {
  const target = realpathSync(path);
  if (target.includes('/snap')) return true;
  const start = readFileSync(target).subarray(0, 4096).toString('latin1');
  return start.startsWith('#!') && start.includes('/snap');
}

async function playwrightPath(root) {
  const entry = pathToFileURL(join(root, 'node_modules', 'playwright-core', 'index.mjs'));
  const { chromium } = await import(entry.href);
  return chromium.executablePath();
}

function installFromPlaywright(root) {
  const command = 'npx playwright-core install --with-deps chromium';
  if (rightsPrefix() === undefined) {
    throw new SetupStop(
      'The tests need a Chromium, and this account may not install the libraries it needs. Type:',
      '',
      `  ${command}`,
      '',
      'and start again.',
    );
  }
  say('Installing Chromium for the tests in the browser; this takes a minute or two, once.');
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  if (runShown(process.execPath, [cli, 'install', '--with-deps', 'chromium'], { cwd: root })) return;
  throw new SetupStop(
    'Chromium could not be installed; the reason stands above. To try again, type:',
    '',
    `  ${command}`,
  );
}

function isUbuntu() {
  try {
    return /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
