import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { plainEnvironment } from './plain-environment.mjs';

/** Where a program lies on the PATH; undefined when it does not. */
export function findProgram(name) {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Runs a program to its end with everything it says on our own terminal; true when it ended well. */
export function runShown(file, args, options) {
  return spawnSync(file, args, { stdio: 'inherit', env: plainEnvironment(), ...options }).status === 0;
}

/** Runs a program without showing it; true when it ended well. */
export function runQuietly(file, args) {
  return spawnSync(file, args, { stdio: 'ignore', env: plainEnvironment() }).status === 0;
}

/** Runs npm: the one that runs us where that is npm at all, else the one on the PATH. */
export function runNpm(root, args) {
  const own = process.env.npm_execpath;
  if (own !== undefined && basename(own) === 'npm-cli.js' && existsSync(own)) {
    return runShown(process.execPath, [own, ...args], { cwd: root });
  }
  return runShown('npm', args, { cwd: root });
}
