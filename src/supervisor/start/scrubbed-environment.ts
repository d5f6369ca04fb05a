import { tmpdir } from 'node:os';

/** Where programs are looked up unless the caller says otherwise: the folders that every system has. */
export const usualSearchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The whole environment of a child. Built from nothing instead of filtered: FFREPORT makes ffmpeg write files,
 * `*_proxy` sends it elsewhere, LD_* and LADSPA_PATH load code, and the next such variable has no name yet.
 */
export function scrubbedEnvironment(searchPath: string): Record<string, string> {
  return { PATH: searchPath, HOME: tmpdir(), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}
