import type { PictureEdits } from '../planner/facts.ts';
import type { EncodeSpan, PictureFormat, SeekPoint, Treatment } from '../planner/plan.ts';
import { add, isLess, rational, subtract, toNumber, zero, type Rational } from '../timeline/rational.ts';
import { encoderArgs, rateText } from './encoder-args.ts';
import { changingArgs, decodingArgs, guardArgs, inputArgs } from './input-args.ts';
import { editArgs, editFilters, trackSeconds } from './picture-edits.ts';
import { samplingFilters, sourceFilters, startFilters, treatmentFilters } from './picture-filters.ts';

/** Everything one encoded span needs to become a command. */
export interface EncodeJob {
  readonly span: EncodeSpan;
  readonly format: PictureFormat;
  /** Which stream of the source is the picture; means nothing for black. */
  readonly streamIndex: number;
  /** Undefined: FFmpeg's own choice. */
  readonly decoder: string | undefined;
  /** Of the source's pictures, where its edit list has several pieces. */
  readonly edits?: PictureEdits | undefined;
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

/**
 * Raw thumbnails in 8-bit 4:2:0, one a frame: what the check compares decoded frames with. A sample stands for 20 × 20
 * pixels of 720p, in which a pointer that moves can be seen.
 */
export const THUMBNAIL = { width: 64, height: 36, bytes: (64 * 36 * 3) / 2 } as const;

export const thumbnailFilter = `scale=${THUMBNAIL.width}:${THUMBNAIL.height}:flags=area,format=yuv420p`;

/** The ffmpeg arguments that render one span of pictures into an MP4 chunk with exactly `frameCount` frames. */
export function encodeSpanArgs(job: EncodeJob, paths: EncodePaths): string[] {
  return encodeSpansArgs([{ job, paths }]);
}

/**
 * The same for several spans by one child, each from an input of its own into a chunk of its own: starting
 * FFmpeg costs as much as encoding some ten small frames, and cuts are many. `-progress` counts the first one.
 */
export function encodeSpansArgs(spans: readonly { job: EncodeJob; paths: EncodePaths }[]): string[] {
  return [
    ...decodingArgs('pipe:1'),
    ...errorArgs(spans.map(({ job }) => job)),
    ...spans.flatMap(({ job, paths }) => spanInput(job, paths)),
    ...spans.flatMap(({ job, paths }, input) => spanOutputs(job, paths, input)),
  ];
}

/**
 * Some decoders (VP8, VP9) call each picture before the first keyframe an error. FFmpeg would fail where two thirds
 * of what it decoded were; what is missing is seen by the count of frames in any case.
 */
function errorArgs(jobs: readonly EncodeJob[]): string[] {
  const isCut = jobs.some(
    ({ span: { pictures } }) => pictures.kind === 'source' && pictures.notBeforeNanoseconds !== undefined,
  );
  return isCut ? ['-max_error_rate', '1'] : [];
}

function spanInput(job: EncodeJob, paths: EncodePaths): string[] {
  const { pictures } = job.span;
  return pictures.kind === 'black' ? blackInput(job.format) : sourceInput(job, pictures.seek, paths.input);
}

function spanOutputs(job: EncodeJob, paths: EncodePaths, input: number): string[] {
  const { span, format, threads } = job;
  const bare = ['-an', '-sn', '-dn', '-map_metadata', '-1'];
  const frames = ['-frames:v', String(span.frameCount), '-fps_mode', 'passthrough'];
  return [
    ...graphArgs(job, { input, hasThumbnails: paths.thumbnails !== undefined }),
    ...bare,
    ...frames,
    ...encoderArgs(format, threads),
    ...entryArgs(job),
    ...['-f', 'mp4', `file:${paths.output}`],
    ...(paths.thumbnails === undefined
      ? []
      : ['-map', `[thumbnails${input}]`, ...frames, '-f', 'rawvideo', `file:${paths.thumbnails}`]),
  ];
}

/** How many frames before its end a span between copies gets a keyframe, and how long it must be for one. */
const entry = { framesBeforeEnd: 3, leastFrames: 12 };

/**
 * Keyframes at the start of each of several spans that are encoded as one stream, and close to their ends: there
 * the check of the next join begins, instead of at the span's start.
 */
export function keyframeArgs(frameCounts: readonly number[], format: PictureFormat): string[] {
  let start = 0;
  const frames = frameCounts.flatMap((frameCount) => {
    const first = start;
    start += frameCount;
    return frameCount < entry.leastFrames ? [first] : [first, start - entry.framesBeforeEnd];
  });
  const forced = format.codec === 'h264' || format.codec === 'h265' ? ['-forced-idr', '1'] : [];
  return ['-force_key_frames', `expr:${frames.map((frame) => `eq(n,${frame})`).join('+')}`, ...forced];
}

function entryArgs({ span, format }: EncodeJob): string[] {
  if (!format.isMatched || span.frameCount < entry.leastFrames) return [];
  return keyframeArgs([span.frameCount], format);
}

function graphArgs(job: EncodeJob, place: { input: number; hasThumbnails: boolean }): string[] {
  const { input } = place;
  const chain = filterChain(job).join(',');
  const stream = job.span.pictures.kind === 'black' ? `${input}:v:0` : `${input}:${job.streamIndex}`;
  if (!place.hasThumbnails) return ['-map', stream, '-filter:v', chain];
  const split = `split[picture${input}][copy${input}];[copy${input}]${thumbnailFilter}[thumbnails${input}]`;
  return ['-filter_complex', `[${stream}]${chain},${split}`, '-map', `[picture${input}]`];
}

function sourceInput(job: EncodeJob, seek: SeekPoint, path: string): string[] {
  return [
    ...guardArgs(),
    '-threads',
    String(job.threads),
    '-copyts',
    ...(job.decoder === undefined ? [] : ['-c:v', job.decoder]),
    ...seekArgs(seek, job),
    ...editArgs(job.edits),
    ...changingArgs,
    ...inputArgs(path),
  ];
}

/** Decoding starts at the keyframe itself (or before): what comes too early is dropped by its timestamp. */
function seekArgs(seek: SeekPoint, { seekMargin: margin, edits }: EncodeJob): string[] {
  if (seek.isFileStart) return [];
  const keyframe = trackSeconds(edits, seek.seconds);
  // A little after the keyframe, or demuxers that round down land one GOP early and decode it for nothing.
  const target = isLess(zero, margin) ? subtract(keyframe, margin) : add(keyframe, rational(1, 1000));
  return ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', toNumber(target).toFixed(6)];
}

function blackInput(format: PictureFormat): string[] {
  const source = `color=c=black:s=${format.width}x${format.height}:r=${rateText(format)}`;
  return ['-f', 'lavfi', '-i', source];
}

function filterChain({ span, format, treatment, edits }: EncodeJob): string[] {
  const { pictures } = span;
  // `-frames:v` alone is not enough: of several outputs, one that is full already keeps FFmpeg busy forever.
  const end = `trim=end_frame=${span.frameCount}`;
  if (pictures.kind === 'black' || !treatment) return [end, `format=${format.pixelFormat}`];
  return [
    ...editFilters(edits),
    ...startFilters(pictures),
    ...sourceFilters(treatment),
    ...samplingFilters(pictures, format),
    end,
    ...treatmentFilters(treatment, format),
  ];
}
