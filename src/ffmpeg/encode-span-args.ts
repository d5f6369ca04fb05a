import type { EncodeSpan, PictureFormat, SeekPoint, Treatment } from '../planner/plan.ts';
import { add, isLess, rational, subtract, toNumber, zero, type Rational } from '../timeline/rational.ts';
import { encoderArgs, rateText } from './encoder-args.ts';
import { decodingArgs, guardArgs, inputArgs } from './input-args.ts';
import { deinterlaceFilters, samplingFilters, treatmentFilters } from './picture-filters.ts';

/** Everything one encoded span needs to become a command. */
export interface EncodeJob {
  readonly span: EncodeSpan;
  readonly format: PictureFormat;
  /** Which stream of the source is the picture; means nothing for black. */
  readonly streamIndex: number;
  /** Undefined: FFmpeg's own choice. */
  readonly decoder: string | undefined;
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
  /** Where a thumbnail of every source picture goes; see `THUMBNAIL`. Undefined: none are made. */
  readonly thumbnails?: string | undefined;
}

/** Raw grey thumbnails, one a frame: what the check of a splice compares decoded frames with. */
export const THUMBNAIL = { width: 32, height: 18, bytes: 32 * 18 } as const;

export const thumbnailFilter = `scale=${THUMBNAIL.width}:${THUMBNAIL.height}:flags=area,format=gray`;

/** The ffmpeg arguments that render one span of pictures into an MP4 chunk with exactly `frameCount` frames. */
export function encodeSpanArgs(job: EncodeJob, paths: EncodePaths): string[] {
  const { span, format, threads } = job;
  const frames = ['-frames:v', String(span.frameCount), '-fps_mode', 'passthrough'];
  return [
    ...decodingArgs('pipe:1'),
    ...(span.pictures.kind === 'black'
      ? blackInput(format)
      : sourceInput(job, span.pictures.seek, paths.input)),
    ...['-an', '-sn', '-dn', '-map_metadata', '-1'],
    ...graphArgs(job, paths.thumbnails !== undefined),
    ...frames,
    ...encoderArgs(format, threads),
    ...['-f', 'mp4', `file:${paths.output}`],
    ...(paths.thumbnails === undefined
      ? []
      : ['-map', '[thumbnails]', ...frames, '-f', 'rawvideo', `file:${paths.thumbnails}`]),
  ];
}

function graphArgs(job: EncodeJob, hasThumbnails: boolean): string[] {
  const chain = filterChain(job).join(',');
  const input = job.span.pictures.kind === 'black' ? '0:v:0' : `0:${job.streamIndex}`;
  if (!hasThumbnails) return ['-map', input, '-filter:v', chain];
  const graph = `[${input}]${chain},split[picture][copy];[copy]${thumbnailFilter}[thumbnails]`;
  return ['-filter_complex', graph, '-map', '[picture]'];
}

function sourceInput(job: EncodeJob, seek: SeekPoint, path: string): string[] {
  return [
    ...guardArgs(),
    '-threads',
    String(job.threads),
    '-copyts',
    ...(job.decoder === undefined ? [] : ['-c:v', job.decoder]),
    ...seekArgs(seek, job.seekMargin),
    ...inputArgs(path),
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
  return ['-f', 'lavfi', '-i', source];
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
