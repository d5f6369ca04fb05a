import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { findExecutable } from '../supervisor/process/find-executable.ts';
import { usualSearchPath } from '../supervisor/start/scrubbed-environment.ts';
import { detectAllWrappers, wrapArgv, type Wrappers } from '../supervisor/start/wrappers.ts';

export interface ProgramsToConfine {
  readonly ffmpeg: string;
  readonly ffprobe: string;
  readonly searchPath?: string | undefined;
}

/** What is taken from children here, and the folders of the programs themselves. */
export interface Surroundings {
  readonly wrappers: Wrappers;
  readonly programs: readonly string[];
}

/**
 * Finds out, once, what this system lets us take away from children, and whether these programs still run then. A script
 * in their place may need files that nobody knows of: its children are not confined to theirs.
 */
export function findSurroundings({
  ffmpeg,
  ffprobe,
  searchPath = usualSearchPath,
}: ProgramsToConfine): Surroundings {
  const { confinement, ...others } = detectAllWrappers(searchPath);
  const found = [ffmpeg, ffprobe].map((file) => findExecutable(file, { searchPath }));
  const paths = found.flatMap((lookup) => (lookup.kind === 'found' ? [lookup.path] : []));
  if (!confinement || paths.length < 2 || paths.some(isScript)) return { wrappers: others, programs: [] };
  const wrappers = { ...others, confinement };
  const programs = [...new Set(paths.map(folderOf))];
  const isFit = paths.every((path) => {
    const files = { reads: [], writes: [], programs };
    const [file = '', ...args] = wrapArgv([path, '-version'], wrappers, { isOffline: true, files });
    return spawnSync(file, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
  });
  return isFit ? { wrappers, programs } : { wrappers: others, programs: [] };
}

function isScript(path: string): boolean {
  try {
    const file = openSync(path, 'r');
    const start = Buffer.alloc(2);
    readSync(file, start);
    closeSync(file);
    return start.toString('latin1') === '#!';
  } catch {
    return true;
  }
}

/** Libraries that a program brings along lie beside its `bin`. */
function folderOf(path: string): string {
  const folder = dirname(realpathSync(path));
  return basename(folder) === 'bin' && dirname(folder) !== '/' ? dirname(folder) : folder;
}

/** Makes the files that a confined child writes, since it may make none. What cannot be made it will say itself. */
export async function makeOutputs(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = await open(path, 'a').catch(() => undefined);
    await file?.close();
  }
}
