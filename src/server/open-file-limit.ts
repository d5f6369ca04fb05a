import { readFileSync } from 'node:fs';

/** Below this the program's own files can hardly be loaded, let alone connections be taken. */
const leastOpenFiles = 256;

/** Says in a sentence that this process may open too few files to be a server; undefined where it may open enough. */
export function tooFewOpenFiles(limits = readLimits()): string | undefined {
  const limit = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  if (limit === undefined || Number(limit) >= leastOpenFiles) return undefined;
  return `The limit on open files (ulimit -n) is ${limit}; a server needs at least ${leastOpenFiles}, and 4096 to be comfortable. Raise it and start again.`;
}

/** Empty where there is no /proc. */
function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
