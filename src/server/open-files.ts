import { readFileSync } from 'node:fs';

/** With fewer the program cannot even be loaded. */
export const fewestOpenFiles = 192;

/** Exports, children, uploads and the program's own files take theirs first. */
const keptForWork = 256;
/** A connection may have a file open that it downloads or uploads. */
const filesPerConnection = 2;
const fewestConnections = 32;

/** Connections that the limit on open files leaves room for. */
export function connectionsWithin(openFiles: number): number {
  return Math.max(fewestConnections, Math.floor((openFiles - keptForWork) / filesPerConnection));
}

/** Files that this process may have open at once; Infinity where the system does not say. */
export function openFilesLimit(): number {
  try {
    const line = /^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line?.[1] === undefined || line[1] === 'unlimited' ? Infinity : Number(line[1]);
  } catch {
    return Infinity;
  }
}
