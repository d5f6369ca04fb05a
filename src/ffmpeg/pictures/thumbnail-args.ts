import { thumbnailFilter } from './encode-span-args.ts';
import { commonArgs } from '../input/input-args.ts';

/** Decodes an MP4 of our own to a file of raw thumbnails, one a frame. */
export function thumbnailArgs(movie: string, output: string, threads: number): string[] {
  return [
    ...commonArgs('pipe:1'),
    // Deblocking is a fifth of the work and cannot be seen at this size.
    ...['-protocol_whitelist', 'file', '-threads', String(threads), '-skip_loop_filter', 'all'],
    ...['-f', 'mov', '-i', `file:${movie}`],
    ...[
      '-map',
      '0:v:0',
      '-filter:v',
      thumbnailFilter,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      `file:${output}`,
    ],
  ];
}
