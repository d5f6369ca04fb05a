import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { ChildLimits } from './child-limits.ts';
import { confineArgs, detectConfinement, type Confinement } from './confinement.ts';
import { findExecutable } from '../process/find-executable.ts';
import { usualSearchPath } from './scrubbed-environment.ts';
import { limitsOfLine } from '../../shared/proc-text.ts';

/** Absolute paths of the programs that prepare a child and then become it (by exec: same pid). */
export interface Wrappers {
  /** Makes the kernel kill the child when its parent dies. */
  readonly setpriv?: string;
  readonly prlimit?: string;
  readonly nice?: string;
  /** Program and arguments that take the network away from what follows. */
  readonly offline?: readonly string[];
  /** Takes files, signals and sockets from a child. */
  readonly confinement?: Confinement;
  /** What this process itself may not go beyond, nor its children: asking for more would be refused. */
  readonly ceilings?: Ceilings;
}

type Ceilings = Pick<ChildLimits, 'memoryBytes' | 'fileBytes' | 'processes'>;

export const DEFAULT_NICENESS = 10;

/** Looks for the wrappers once; keep the answer and hand it to every `superviseChild`. */
export function detectWrappers(searchPath: string = usualSearchPath): Wrappers {
  const pathOf = (name: string): string | undefined => {
    const lookup = findExecutable(name, { searchPath });
    return lookup.kind === 'found' && takesOurOptions(name, lookup.path) ? lookup.path : undefined;
  };
  const setpriv = pathOf('setpriv');
  const prlimit = pathOf('prlimit');
  const nice = pathOf('nice');
  const ceilings = prlimit && readCeilings();
  return {
    ...(setpriv && { setpriv }),
    ...(prlimit && { prlimit }),
    ...(nice && { nice }),
    ...(ceilings && { ceilings }),
  };
}

/**
 * As `detectWrappers`, and tries whether this system lets us start children without a network: containers and
 * hardened kernels may not. It starts a child, so ask once.
 */
export function detectAllWrappers(searchPath: string = usualSearchPath): Wrappers {
  const confinement = detectConfinement(searchPath);
  const wrappers = { ...detectWrappers(searchPath), ...(confinement && { confinement }) };
  const lookup = findExecutable('unshare', { searchPath });
  if (lookup.kind !== 'found' || !takesOurOptions('unshare', lookup.path)) return wrappers;
  // Root keeps its user namespace: in one of its own it could no longer read the files of others.
  const option = process.geteuid?.() === 0 ? '-n' : '-cn';
  const offline = [lookup.path, option, '--'];
  const { status } = spawnSync(lookup.path, [option, '--', process.execPath, '--version'], {
    stdio: 'ignore',
    timeout: 10_000,
  });
  return status === 0 ? { ...wrappers, offline } : wrappers;
}

/** What children can do here that they should not: sentences for whoever runs the server. */
export function missingProtections({ setpriv, prlimit, offline, confinement }: Wrappers): string[] {
  const isFiltered = confinement?.hasFilter === true;
  const hidesFiles = (confinement?.landlock ?? 0) > 0;
  return [
    ...(setpriv ? [] : ['Children may outlive a server that is killed: setpriv (util-linux) is missing.']),
    ...(prlimit ? [] : ['Children may take all memory: prlimit (util-linux) is missing.']),
    ...(offline || isFiltered
      ? []
      : ['Children have the network: this system does not let us take it from them.']),
    ...(hidesFiles
      ? []
      : ['Children see all files that the server sees: this takes Landlock (Linux 5.13) and perl.']),
    ...(isFiltered ? [] : ['Children may send signals to the server: this takes seccomp and perl.']),
  ];
}

const ceilingNames = [
  ['memoryBytes', 'Max data size'],
  ['fileBytes', 'Max file size'],
  ['processes', 'Max processes'],
] as const;

/** The hard limits of this process; what is unlimited, or cannot be read, is left out. */
function readCeilings(): Ceilings {
  try {
    const table = readFileSync('/proc/self/limits', 'utf8');
    const found = ceilingNames.map(([name, label]) => {
      const hard = limitsOfLine(table, label)?.hard ?? Infinity;
      return Number.isFinite(hard) ? { [name]: hard } : {};
    });
    return Object.assign({}, ...found) as Ceilings;
  } catch {
    return {};
  }
}

/** `nice -n` is everywhere; the other two are those of util-linux, which busybox has under the same names. */
function takesOurOptions(name: string, path: string): boolean {
  if (name === 'nice') return true;
  return process.platform === 'linux' && !/^(busy|toy)box/.test(basename(realpathSync(path)));
}

/**
 * The argv, program first, that runs `argv` under the limits. A wrapper that is not there is left out:
 * a limit that cannot be set is no reason to refuse the work.
 */
export function wrapArgv(argv: readonly string[], wrappers: Wrappers, limits: ChildLimits = {}): string[] {
  return [
    // First of all: the kernel forgets the death signal when a process changes its namespaces.
    ...(limits.isOffline === true ? (wrappers.offline ?? []) : []),
    ...deathSignalArgs(wrappers),
    ...niceArgs(wrappers, limits),
    ...limitArgs(wrappers, limits),
    // Last: what comes after it has hardly anything left.
    ...(limits.files && wrappers.setpriv && wrappers.confinement
      ? confineArgs(wrappers.confinement, limits.files)
      : []),
    ...argv,
  ];
}

/** And no program that it starts can get more rights than it has. */
function deathSignalArgs({ setpriv }: Wrappers): string[] {
  return setpriv === undefined ? [] : [setpriv, '--no-new-privs', '--pdeathsig', 'KILL', '--'];
}

function niceArgs({ nice }: Wrappers, { niceness = DEFAULT_NICENESS }: ChildLimits): string[] {
  return nice === undefined || niceness === 0 ? [] : [nice, '-n', String(niceness)];
}

function limitArgs({ prlimit, ceilings = {} }: Wrappers, limits: ChildLimits): string[] {
  if (prlimit === undefined) return [];
  const option = (name: string, limit: keyof Ceilings): string[] => {
    const wanted = limits[limit];
    if (wanted === undefined || wanted === Infinity) return [];
    return [`--${name}=${Math.ceil(Math.min(wanted, ceilings[limit] ?? Infinity))}`];
  };
  return [
    prlimit,
    ...option('data', 'memoryBytes'),
    ...option('fsize', 'fileBytes'),
    ...option('nproc', 'processes'),
    '--core=0',
    '--',
  ];
}
