import { openReadable } from '../../disk/open-readable.ts';
import { ProblemError } from '../../contract/problems.ts';
import { findExcess, indexLimits } from '../../mp4/read/index-excess.ts';
import { readRange } from '../../disk/read-range.ts';
import { walkTopLevel } from './mp4/mp4-top-level.ts';

/**
 * Throws a `ProblemError` for an MP4 or MOV whose index is beyond what footage has: before any program reads it that
 * would take minutes and gigabytes for it. Other files pass, and those that cannot be read: others say so.
 */
export async function requireModestIndex(path: string, name: string, signal: AbortSignal): Promise<void> {
  const excess = await excessOf(path, signal).catch(() => undefined);
  signal.throwIfAborted();
  if (excess === undefined) return;
  throw new ProblemError({
    code: 'SOURCE_TOO_DEMANDING',
    message: `${name} is not opened: its index ${excess}, and that of no camera's file does.`,
    hint: 'Repackage it: `ffmpeg -i in.mp4 -map 0:v:0 -map 0:a? -c copy out.mp4`.',
  });
}

async function excessOf(path: string, signal: AbortSignal): Promise<string | undefined> {
  const file = await openReadable(path, { signal });
  try {
    const top = await walkTopLevel(file, { fileSize: file.size, signal });
    if (!top?.moov) return undefined;
    if (top.moov.size > indexLimits.bytes) return `takes ${Math.round(top.moov.size / 1e6)} MB`;
    return findExcess(await readRange(file, { ...top.moov, signal }), file.size);
  } finally {
    await file.close();
  }
}
