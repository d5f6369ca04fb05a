import { commonArgs, guardArgs, inputArgs } from '../input/input-args.ts';

export interface PosterToWrite {
  /** A finished file of an export. */
  readonly movie: string;
  readonly output: string;
  /** The instant that is shown. */
  readonly seconds: number;
}

/** Longest sides of a poster, in pixels: twice what a row of a list shows. */
const box = '320:180';

/** One picture of a movie, small, as a JPEG. */
export function posterArgs({ movie, output, seconds }: PosterToWrite): string[] {
  const scale = `scale=${box}:force_original_aspect_ratio=decrease:out_range=pc:out_color_matrix=bt601`;
  return [
    ...commonArgs('pipe:1'),
    ...guardArgs(),
    ...['-ss', seconds.toFixed(3)],
    ...inputArgs(movie),
    ...['-map', '0:v:0', '-frames:v', '1', '-vf', `${scale},format=yuvj420p`],
    ...['-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2', '-update', '1'],
    `file:${output}`,
  ];
}
