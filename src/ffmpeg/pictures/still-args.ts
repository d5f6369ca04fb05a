import { commonArgs, guardArgs, inputArgs } from '../input/input-args.ts';

export interface StillToWrite {
  /** A movie of ours, of which the first frame is taken. */
  readonly movie: string;
  readonly output: string;
  readonly format: 'jpeg' | 'png';
  readonly width: number;
  readonly height: number;
}

/** The first frame of a movie as a picture by itself. */
export function stillArgs({ movie, output, format, width, height }: StillToWrite): string[] {
  const scale = `scale=${width}:${height}:flags=lanczos+accurate_rnd+full_chroma_int`;
  const codec =
    format === 'jpeg'
      ? ['-vf', `${scale}:out_range=pc:out_color_matrix=bt601,format=yuvj444p`, '-c:v', 'mjpeg', '-q:v', '2']
      : ['-vf', `${scale},format=rgb24`, '-c:v', 'png'];
  return [
    ...commonArgs('pipe:1'),
    ...guardArgs(),
    ...inputArgs(movie),
    ...['-map', '0:v:0', '-frames:v', '1', ...codec, '-f', 'image2', '-update', '1'],
    `file:${output}`,
  ];
}
