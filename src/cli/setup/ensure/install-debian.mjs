import { findProgram, runQuietly, runShown } from '../run-program.mjs';
import { say, SetupStop } from '../say.mjs';

/**
 * Installs Debian packages, or stops and says what to type.
 * `purpose`: what they are for, as the end of a sentence.
 */
export function installDebian(packages, purpose) {
  const list = packages.join(' ');
  if (findProgram('apt-get') === undefined) throw new SetupStop(...withoutApt(list, purpose));
  const prefix = rightsPrefix();
  if (prefix === undefined) {
    throw new SetupStop(
      `Cutroom needs ${list} ${purpose}, and this account may not install packages. Type:`,
      '',
      `  sudo apt-get update && sudo apt-get install -y ${list}`,
      '',
      'and start again.',
    );
  }
  say(`Installing ${list} ${purpose} (apt-get); this takes a minute or two, once.`);
  // A source of packages that does not answer need not be the one we want something from.
  runApt(prefix, ['update', '-qq']);
  if (runApt(prefix, ['install', '-y', '-qq', '--no-install-recommends', ...packages])) return;
  throw new SetupStop(
    `apt-get could not install ${list}; its reason stands above. When that is solved, type:`,
    '',
    `  sudo apt-get update && sudo apt-get install -y ${list}`,
  );
}

/** What to put before a command that needs root: nothing, sudo without a password, or undefined. */
export function rightsPrefix() {
  if (process.getuid?.() === 0) return [];
  return runQuietly('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

function runApt(prefix, args) {
  // `env`, because sudo passes no variables on.
  const command = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...args,
  ];
  return runShown(command[0], command.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
}

function withoutApt(list, purpose) {
  const byHand =
    process.platform === 'darwin'
      ? `  brew install ${list}`
      : `  (your package manager's command for) ${list}`;
  return [
    `Cutroom needs ${list} ${purpose}, and there is no apt-get here. Install it with:`,
    '',
    byHand,
    '',
    'and start again.',
  ];
}
