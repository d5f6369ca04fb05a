import { commonArgs } from './input-args.ts';

/** Remuxes our own MP4 picture and, where there is one, an Opus sound file into WebM; nothing is re-encoded. */
export function webmMuxArgs(files: { picture: string; sound: string | undefined; output: string }): string[] {
  const own = ['-protocol_whitelist', 'file'];
  return [
    ...commonArgs('pipe:1'),
    ...own,
    '-f',
    'mov',
    '-i',
    `file:${files.picture}`,
    ...(files.sound === undefined ? [] : [...own, '-f', 'matroska', '-i', `file:${files.sound}`]),
    '-map',
    '0:v:0',
    ...(files.sound === undefined ? [] : ['-map', '1:a:0']),
    '-c',
    'copy',
    '-map_metadata',
    '-1',
    // The seek index in front, so that players need not read the end first.
    '-cues_to_front',
    '1',
    '-f',
    'webm',
    `file:${files.output}`,
  ];
}
