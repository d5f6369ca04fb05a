import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from '../run-program.mjs';
import { say, SetupStop } from '../say.mjs';

/** Runs `npm ci` unless `node_modules` holds exactly what the lock file names. */
export function ensurePackages(root) {
  if (hasPackages(root)) return;
  say('Installing the packages (npm ci); this takes a minute the first time.');
  // All kinds are named: a person's own npmrc may leave some of them out.
  const kinds = ['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`);
  if (runNpm(root, ['ci', ...kinds, '--no-audit', '--no-fund', '--loglevel=error'])) return;
  throw new SetupStop(
    'npm ci did not succeed; its reason stands above.',
    'Try it again with:',
    '',
    '  npm ci',
  );
}

/**
 * npm writes what it installed to a hidden lock file as its last step, so an interrupted run is seen. Times
 * say nothing here: a fresh checkout is as young as its lock file.
 */
function hasPackages(root) {
  const locked = readJson(join(root, 'package-lock.json'))?.packages;
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.link || entry.optional || entry.devOptional) return true;
    return installed[path]?.version === entry.version && existsSync(join(root, path, 'package.json'));
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
