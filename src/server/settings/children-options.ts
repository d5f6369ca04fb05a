import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ChildrenOptions } from '../../children/children-options.ts';
import type { ServerConfig } from './config.ts';

/** What an operator says of children. */
export function childrenOptionsOf(config: ServerConfig): Omit<ChildrenOptions, 'folder'> {
  return {
    ffmpeg: config.ffmpegPath,
    ffprobe: config.ffprobePath,
    searchPath: config.searchPath,
    concurrency: config.ffmpegConcurrency,
    cores: config.cores,
    reserveBytes: config.diskReserveBytes,
    niceness: config.childNiceness,
    stallMs: config.stallSeconds * 1000,
  };
}

/** Where living children are written down: of several processes on one folder each has a place of its own. */
export function childRecordsOf({ mediaBasePath, redis }: ServerConfig): string {
  const folder = join(mediaBasePath, 'children');
  return redis === undefined ? folder : join(folder, `${hostname()}-${process.pid}`);
}
