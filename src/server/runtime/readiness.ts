import type { Readiness } from '../../api/runtime.ts';
import { ProblemError, type Problem } from '../../contract/problems.ts';
import { freeBytes } from '../../disk/disk-space.ts';
import { isTooOld, tooOldText } from '../../ffmpeg/build/ffmpeg-version.ts';
import type { ServerConfig } from '../settings/config.ts';
import type { FolderHealth } from './folder-health.ts';

/** Whether the server can render now: FFmpeg, space on the disk, folders. Never rejects. */
export async function readinessOf(
  config: ServerConfig,
  ffmpegVersion: string,
  folders: FolderHealth,
): Promise<Readiness> {
  const reasons: string[] = [];
  if (ffmpegVersion === 'missing') reasons.push('FFmpeg could not be started.');
  else if (isTooOld(ffmpegVersion)) reasons.push(tooOldText(ffmpegVersion));
  const free = await freeBytes(config.mediaBasePath).catch(() => undefined);
  if (free === undefined) {
    reasons.push('The folder of MEDIA_BASE_PATH cannot be read.');
  } else if (free < config.diskReserveBytes) {
    const reserve = Math.round(config.diskReserveBytes / 1e6);
    reasons.push(
      `Only ${Math.round(free / 1e6)} MB are free on the disk; ${reserve} MB are kept in reserve.`,
    );
  }
  if (free !== undefined) reasons.push(...(await folders.complaints()));
  return { isReady: reasons.length === 0, reasons };
}

/** Throws `NOT_READY` where a folder that exports need is gone. */
export async function requireFolders(folders: FolderHealth): Promise<void> {
  const [complaint] = await folders.complaintsOfExports();
  if (complaint !== undefined) throw new ProblemError(notReadyFor(complaint));
}

function notReadyFor(complaint: string): Problem {
  return {
    code: 'NOT_READY',
    message: `The server cannot take exports now. ${complaint}`,
    hint: 'Mount the disk or put the folder back; /api/ready says when it is well.',
  };
}
