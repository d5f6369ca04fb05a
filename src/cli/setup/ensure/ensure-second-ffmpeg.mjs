import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from '../plain-environment.mjs';
import { findProgram } from '../run-program.mjs';
import { say } from '../say.mjs';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * A second FFmpeg for the tests: Debian 13's (7.1) beside an older one, Debian 12's (5.1) beside a newer one. Its
 * packages are unpacked into the user's cache with the libraries that they need; nothing is installed into the
 * system. Answers the folder with `ffmpeg` and `ffprobe`, or undefined where it cannot be had, after saying so.
 */
export function ensureSecondFfmpeg() {
  const suite = majorOf('ffmpeg') >= 6 ? 'bookworm' : 'trixie';
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'cutroom-tests', `ffmpeg-${suite}`);
  if (works(folder)) return folder;
  const mirror = debianMirror();
  if (mirror === undefined || process.arch !== 'x64') {
    say('No second FFmpeg for the tests: this is not Debian on x86-64. Those against it are left out.');
    return undefined;
  }
  say(`Fetching FFmpeg from Debian ${suite}, the second one that the tests use (150 MB, once).`);
  rmSync(folder, { recursive: true, force: true });
  const unfinished = `${folder}.${process.pid}`;
  fetchPackages(unfinished, { suite, mirror });
  if (existsSync(unfinished)) renameSync(unfinished, folder);
  writePrograms(folder);
  if (works(folder)) return folder;
  say('The second FFmpeg could not be fetched; the tests against it are left out.');
  return undefined;
}

/** With folders of its own, apt needs no rights and leaves the system alone. */
function fetchPackages(folder, { suite, mirror }) {
  for (const part of ['state/lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
  const apt = (...args) => run('apt-get', [...aptOptions(folder), '-qq', ...args]);
  apt('update');
  apt('install', '-y', '--no-install-recommends', '--download-only', 'ffmpeg');
  const archives = join(folder, 'cache/archives');
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb')))
    run('dpkg-deb', ['-x', join(archives, name), join(folder, 'root')]);
  rmSync(join(folder, 'cache'), { recursive: true, force: true });
  rmSync(join(folder, 'state'), { recursive: true, force: true });
}

function aptOptions(folder) {
  return [
    ['Dir::State', join(folder, 'state')],
    ['Dir::State::status', join(folder, 'status')],
    ['Dir::Cache', join(folder, 'cache')],
    ['Dir::Etc::SourceList', join(folder, 'sources.list')],
    ['Dir::Etc::SourceParts', '-'],
    ['APT::Sandbox::User', 'root'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The programs run with the loader and the libraries of their own Debian: those of this one may be older. */
function writePrograms(folder) {
  const loader = ['root/usr/lib64', 'root/lib64'].map((part) => `${part}/ld-linux-x86-64.so.2`);
  const found = loader.map((path) => join(folder, path)).find((path) => existsSync(path));
  if (found === undefined) return;
  const libraries = ['', '/pulseaudio', '/blas', '/lapack'].flatMap((part) => [
    join(folder, `root/usr/lib/x86_64-linux-gnu${part}`),
    join(folder, `root/lib/x86_64-linux-gnu${part}`),
  ]);
  for (const name of ['ffmpeg', 'ffprobe']) {
    const program = join(folder, 'root/usr/bin', name);
    const line = `exec '${found}' --library-path '${libraries.join(':')}' --argv0 ${name} '${program}' "$@"`;
    writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}

function works(folder) {
  return ['ffmpeg', 'ffprobe'].every((name) => majorOf(join(folder, name)) > 0);
}

/** The major version of an FFmpeg program; 0 where it does not start. */
function majorOf(program) {
  const { stdout = '' } = spawnSync(program, ['-version'], { encoding: 'utf8', env: plainEnvironment() });
  return Number(/version n?(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

/** The mirror that this system takes its own packages from. */
function debianMirror() {
  if (findProgram('apt-get') === undefined || !existsSync(keyring)) return undefined;
  const files = ['/etc/apt/sources.list', ...listFolder('/etc/apt/sources.list.d')];
  const text = files.map(readText).join('\n');
  return /https?:\/\/\S+\/debian\b(?!-)/.exec(text)?.[0];
}

function listFolder(folder) {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8').replaceAll(/^\s*#.*$/gm, '');
  } catch {
    return '';
  }
}

function run(file, args) {
  spawnSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'], env: plainEnvironment() });
}
