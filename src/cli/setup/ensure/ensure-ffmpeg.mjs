import { findProgram } from '../run-program.mjs';
import { installDebian } from './install-debian.mjs';
import { SetupStop } from '../say.mjs';

/** Sees to it that ffmpeg and ffprobe are there: those that FFMPEG_PATH and FFPROBE_PATH name, or Debian's. */
export function ensureFfmpeg() {
  const wanted = [
    ['FFMPEG_PATH', 'ffmpeg'],
    ['FFPROBE_PATH', 'ffprobe'],
  ].map(([variable, name]) => ({ variable, path: process.env[variable] || name }));
  const missing = wanted.filter(({ path }) => findProgram(path) === undefined);
  for (const { variable, path } of missing) {
    if (!path.includes('/')) continue;
    throw new SetupStop(
      `${variable} is ${path}, and there is no such program.`,
      `Correct ${variable}, or unset it to use the system's.`,
    );
  }
  if (missing.length > 0) installDebian(['ffmpeg'], 'to read and render video');
}
