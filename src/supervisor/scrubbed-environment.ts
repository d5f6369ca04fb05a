import { tmpdir } from 'node:os';

/**
 * Where programs are looked up unless the caller says otherwise: what this process itself was started with.
 * It is the one variable a child inherits.
 */
export function inheritedSearchPath(): string {
  return process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
}

/**
 * The whole environment of a child. Built from nothing instead of filtered: FFREPORT makes ffmpeg write files,
 * `*_proxy` sends it elsewhere, LD_* and LADSPA_PATH load code, and the next such variable has no name yet.
 */
export function scrubbedEnvironment(searchPath: string): Record<string, string> {
  return { PATH: searchPath, HOME: tmpdir(), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}
