import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that put limits on a child before it starts; undefined where the system has none. */
export interface Wrappers {
  readonly setpriv: string | undefined;
  readonly prlimit: string | undefined;
  readonly nice: string | undefined;
}

export interface ChildLimits {
  /** Added to the child's nice value; 10 keeps the server responsive while every core encodes. */
  readonly niceness?: number;
  /** Largest address space. */
  readonly memoryBytes?: number;
  /** Largest file the child may write. */
  readonly fileBytes?: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** Looks once for the wrappers of this system. */
export function findWrappers(path: string): Wrappers {
  const find = (name: string) =>
    path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isExecutable);
  return { setpriv: find('setpriv'), prlimit: find('prlimit'), nice: find('nice') };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The command with its wrappers in front, as an argument vector and never as a shell line. `setpriv
 * --pdeathsig KILL` comes first: the kernel then ends the child when the server dies, however it dies; the
 * setting survives the exec of the wrappers behind it.
 */
export function wrapCommand(command: Command, limits: ChildLimits, wrappers: Wrappers): Command {
  const { niceness = 10, memoryBytes, fileBytes } = limits;
  const limitArgs = [
    '--core=0',
    ...(memoryBytes === undefined ? [] : [`--as=${Math.round(memoryBytes)}`]),
    ...(fileBytes === undefined ? [] : [`--fsize=${Math.round(fileBytes)}`]),
  ];
  const [file, ...args] = [
    ...(wrappers.setpriv ? [wrappers.setpriv, '--pdeathsig', 'KILL', '--'] : []),
    ...(wrappers.prlimit ? [wrappers.prlimit, ...limitArgs, '--'] : []),
    ...(wrappers.nice && niceness > 0 ? [wrappers.nice, '-n', String(niceness), '--'] : []),
    command.file,
    ...command.args,
  ];
  return { file: file ?? command.file, args };
}

/**
 * The whole environment of a child. Nothing is inherited: FFREPORT writes files, proxies reach out, LD_* and
 * LADSPA_PATH load code.
 */
export function childEnvironment(path: string): Record<string, string> {
  return { PATH: path, HOME: '/nonexistent', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/** When a process started, in clock ticks since boot: with the pid it names a process for good. Linux only. */
export function startTicksOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}
