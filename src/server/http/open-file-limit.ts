import { readFileSync } from 'node:fs';
import { limitsOfLine } from '../../shared/proc-text.ts';

/** Below these the program cannot even be loaded, or a server takes hardly a connection. */
const leastOpenFiles = { program: 192, server: 256 };
/** Exports, children, uploads and the program's own files take theirs first. */
const keptForWork = 256;
/** A connection may have a file open that it downloads or uploads. */
const filesPerConnection = 2;
const fewestConnections = 32;

/** Says in a sentence that this process may open too few files for what it is to be; undefined where it may open enough. */
export function tooFewOpenFiles(
  what: keyof typeof leastOpenFiles,
  limit = openFilesLimit(),
): string | undefined {
  const least = leastOpenFiles[what];
  if (limit >= least) return undefined;
  return (
    `The limit on open files (ulimit -n) is ${limit}; a ${what} needs at least ${least}, and 4096 to be comfortable. ` +
    'Raise it (`ulimit -n 65536`, LimitNOFILE= of a service, ulimits: of a container) and start again.'
  );
}

/** Connections that the limit on open files leaves room for. */
export function connectionsWithin(openFiles: number): number {
  return Math.max(fewestConnections, Math.floor((openFiles - keptForWork) / filesPerConnection));
}

/** Files that this process may have open at once; Infinity where the system does not say. */
export function openFilesLimit(): number {
  try {
    return limitsOfLine(readFileSync('/proc/self/limits', 'utf8'), 'Max open files')?.soft ?? Infinity;
  } catch {
    return Infinity;
  }
}
