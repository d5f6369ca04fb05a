import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { ChildLimits } from './child-command.ts';
import { findExecutable } from './find-executable.ts';
import { inheritedSearchPath } from './scrubbed-environment.ts';

/** Absolute paths of the programs that prepare a child and then become it (by exec: same pid). */
export interface Wrappers {
  /** Makes the kernel kill the child when its parent dies. */
  readonly setpriv?: string;
  readonly prlimit?: string;
  readonly nice?: string;
}

const DEFAULT_NICENESS = 10;

/** Looks for the wrappers once; keep the answer and hand it to every `superviseChild`. */
export function detectWrappers(searchPath: string = inheritedSearchPath()): Wrappers {
  const pathOf = (name: string): string | undefined => {
    const lookup = findExecutable(name, { searchPath });
    return lookup.kind === 'found' && takesOurOptions(name, lookup.path) ? lookup.path : undefined;
  };
  const setpriv = pathOf('setpriv');
  const prlimit = pathOf('prlimit');
  const nice = pathOf('nice');
  return { ...(setpriv && { setpriv }), ...(prlimit && { prlimit }), ...(nice && { nice }) };
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
    ...deathSignalArgs(wrappers),
    ...niceArgs(wrappers, limits),
    ...limitArgs(wrappers, limits),
    ...argv,
  ];
}

function deathSignalArgs({ setpriv }: Wrappers): string[] {
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}

function niceArgs({ nice }: Wrappers, { niceness = DEFAULT_NICENESS }: ChildLimits): string[] {
  return nice === undefined || niceness === 0 ? [] : [nice, '-n', String(niceness)];
}

function limitArgs({ prlimit }: Wrappers, { memoryBytes, fileBytes }: ChildLimits): string[] {
  if (prlimit === undefined) return [];
  const memory = memoryBytes === undefined ? [] : [`--as=${Math.ceil(memoryBytes)}`];
  const file = fileBytes === undefined ? [] : [`--fsize=${Math.ceil(fileBytes)}`];
  return [prlimit, ...memory, ...file, '--core=0', '--'];
}
