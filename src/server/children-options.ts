import type { ChildrenOptions } from '../children/open-children.ts';
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
