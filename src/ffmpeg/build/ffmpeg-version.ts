/** The oldest FFmpeg whose options are used here (`-fps_mode`). */
export const OLDEST_FFMPEG = '5.1';

/**
 * Whether an FFmpeg (`4.4.2-0ubuntu0.22.04.1`, `n7.1`) is older than what Cutroom is written for. Builds of the
 * development line (`N-109542-g…`, a date, `git-2023-…`) do not say, and are taken to be new.
 */
export function isTooOld(version: string): boolean {
  const found =
    /^[nv]?(\d{1,2})\.(\d+)(?!\d*-\d\d-\d\d)/.exec(version) ?? /^[nv]?(\d{1,2})(?![\d-])()/.exec(version);
  if (!found) return false;
  const [, major, minor] = found.map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_FFMPEG.split('.').map(Number);
  return (major ?? 0) < oldestMajor || (major === oldestMajor && (minor ?? 0) < oldestMinor);
}

/** What to say of such a one. */
export function tooOldText(version: string): string {
  return `FFmpeg ${version} is too old; Cutroom needs ${OLDEST_FFMPEG} or newer.`;
}

/** What to do about it. */
export const newerFfmpegHint =
  'Install a newer FFmpeg (Debian 12, Ubuntu 24.04 and https://ffmpeg.org/download.html have one) and set FFMPEG_PATH and FFPROBE_PATH.';
