import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
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

/** Runs npm with everything it says on our own terminal; true when it ended well. */
export function runNpm(root, args) {
  const [file, ...first] = npmCommand();
  return runShown(file, [...first, ...args], { cwd: root });
}

/** As `runShown`, while other things go on. */
export function runBeside(file, args, options) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', env: plainEnvironment(), ...options });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
}

/**
 * Starts npm beside whatever else there is to do, with less right to the processor. Resolves when it has
 * ended, with all that it said.
 */
export function startNpm(root, args) {
  const [file, ...first] = npmCommand();
  return new Promise((resolve) => {
    const said = [];
    const child = spawn(file, [...first, ...args], {
      cwd: root,
      env: plainEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => said.push(piece));
    child.on('spawn', () => yieldTo(child.pid));
    child.on('error', (error) => resolve({ hasEndedWell: false, said: error.message }));
    child.on('close', (code) =>
      resolve({ hasEndedWell: code === 0, said: Buffer.concat(said).toString('utf8') }),
    );
  });
}

function yieldTo(pid) {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already.
  }
}

/** The npm that runs us where that is npm at all, else the one on the PATH. */
function npmCommand() {
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && basename(own) === 'npm-cli.js' && existsSync(own);
  return isNpm ? [process.execPath, own] : ['npm'];
}
