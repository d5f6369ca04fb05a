import { decodingArgs, guardArgs, inputArgs } from './input-args.ts';

/**
 * Repackages one picture track into an MP4 without encoding: every packet in its order, also those before
 * the first keyframe. Only the bytes matter; presentation times come from the source itself.
 */
export function remuxArgs(files: { input: string; streamIndex: number; output: string }): string[] {
  return [
    ...decodingArgs('pipe:1'),
    ...guardArgs(),
    '-copyts',
    ...inputArgs(files.input),
    '-map',
    `0:${files.streamIndex}`,
    '-c',
    'copy',
    '-copyinkf',
    '-map_metadata',
    '-1',
    '-video_track_timescale',
    '90000',
    '-f',
    'mp4',
    `file:${files.output}`,
  ];
}
