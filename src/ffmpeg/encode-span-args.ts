import type { EncodeSpan, PictureFormat, SeekPoint, Treatment } from '../planner/plan.ts';
import { add, isLess, rational, subtract, toNumber, zero, type Rational } from '../timeline/rational.ts';
import { encoderArgs, rateText } from './encoder-args.ts';
import { commonArgs, guardArgs, inputArgs } from './input-args.ts';
import { deinterlaceFilters, samplingFilters, treatmentFilters } from './picture-filters.ts';

/** Everything one encoded span needs to become a command. */
export interface EncodeJob {
  readonly span: EncodeSpan;
  readonly format: PictureFormat;
  /** Which stream of the source is the picture; means nothing for black. */
  readonly streamIndex: number;
  /** Undefined for black. */
  readonly treatment: Treatment | undefined;
  /** How far before the keyframe to seek, in seconds: containers without an index land late otherwise. */
  readonly seekMargin: Rational;
  readonly threads: number;
}

/** Paths are the only part of the command that does not decide the pictures: they stay out of the chunk's key. */
export interface EncodePaths {
  readonly input: string;
  readonly output: string;
}

/** The ffmpeg arguments that render one span of pictures into an MP4 chunk with exactly `frameCount` frames. */
export function encodeSpanArgs(job: EncodeJob, paths: EncodePaths): string[] {
  const { span, format, threads } = job;
  return [
    ...commonArgs('pipe:1'),
    ...(span.pictures.kind === 'black'
      ? blackInput(format)
      : sourceInput(job, span.pictures.seek, paths.input)),
    '-an',
    '-sn',
    '-dn',
    '-map_metadata',
    '-1',
    '-filter:v',
    filterChain(job).join(','),
    '-frames:v',
    String(span.frameCount),
    '-fps_mode',
    'passthrough',
    ...encoderArgs(format, threads),
    '-f',
    'mp4',
    `file:${paths.output}`,
  ];
}

function sourceInput(job: EncodeJob, seek: SeekPoint, path: string): string[] {
  return [
    ...guardArgs(),
    '-threads',
    String(job.threads),
    '-copyts',
    ...seekArgs(seek, job.seekMargin),
    ...inputArgs(path),
    '-map',
    `0:${job.streamIndex}`,
  ];
}

/** Decoding starts at the keyframe itself (or before): what comes too early is dropped by its timestamp. */
function seekArgs(seek: SeekPoint, margin: Rational): string[] {
  if (seek.isFileStart) return [];
  // A little after the keyframe, or demuxers that round down land one GOP early and decode it for nothing.
  const target = isLess(zero, margin) ? subtract(seek.seconds, margin) : add(seek.seconds, rational(1, 1000));
  return ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', toNumber(target).toFixed(6)];
}

function blackInput(format: PictureFormat): string[] {
  const source = `color=c=black:s=${format.width}x${format.height}:r=${rateText(format)}`;
  return ['-f', 'lavfi', '-i', source, '-map', '0:v:0'];
}

function filterChain({ span, format, treatment }: EncodeJob): string[] {
  const { pictures } = span;
  if (pictures.kind === 'black' || !treatment) return [`format=${format.pixelFormat}`];
  return [
    ...deinterlaceFilters(treatment),
    ...samplingFilters(pictures, format),
    ...treatmentFilters(treatment, format),
  ];
}
