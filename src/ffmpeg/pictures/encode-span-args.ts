import type { PictureEdits } from '../../planner/facts/facts.ts';
import type { EncodeSpan, PictureFormat, Pictures, SeekPoint, Treatment } from '../../planner/plan/plan.ts';
import { add, isLess, rational, subtract, toNumber, zero, type Rational } from '../../timeline/rational.ts';
import { encoderArgs, rateText } from './encoder-args.ts';
import { changingArgs, decodingArgs, guardArgs, inputArgs, stillGuardArgs } from '../input/input-args.ts';
import { editArgs, editFilters, trackSeconds } from './picture-edits.ts';
import { samplingFilters, sourceFilters, startFilters, treatmentFilters } from './picture-filters.ts';

/** How a source is opened for one span. */
export interface SpanInput {
  /** It is a file of a single picture. */
  readonly isStill?: boolean;
  /** Which stream of the source is the picture; means nothing for black. */
  readonly streamIndex: number;
  /** Undefined: FFmpeg's own choice. */
  readonly decoder: string | undefined;
  /** Of the source's pictures, where its edit list has several pieces. */
  readonly edits?: PictureEdits | undefined;
  /** How far before the keyframe to seek, in seconds: containers without an index land late otherwise. */
  readonly seekMargin: Rational;
  /** When the source begins, on the clock of its file, in seconds: there is nothing to seek before that. */
  readonly origin?: Rational | undefined;
}

/** Everything one encoded span needs to become a command. */
export interface EncodeJob extends SpanInput {
  readonly span: EncodeSpan;
  readonly format: PictureFormat;
  /** Undefined for black. */
  readonly treatment: Treatment | undefined;
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
    ...errorArgs(spans.map(({ job }) => job.span.pictures)),
    ...spans.flatMap(({ job, paths }) => spanInput(job, paths)),
    ...spans.flatMap(({ job, paths }, input) => spanOutputs(job, paths, input)),
  ];
}

/**
 * Some decoders (VP8, VP9) call each picture before the first keyframe an error. FFmpeg would fail where two thirds
 * of what it decoded were; what is missing is seen by the count of frames in any case.
 */
export function errorArgs(shown: readonly Pictures[]): string[] {
  const isCut = shown.some(
    (pictures) => pictures.kind === 'source' && pictures.notBeforeNanoseconds !== undefined,
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
  const frames = frameArgs(span.frameCount);
  return [
    ...graphArgs(job, { input, hasThumbnails: paths.thumbnails !== undefined }),
    ...bare,
    ...frames,
    ...encoderArgs(format, threads),
    ...entryArgs(span.frameCount, format),
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

/** A keyframe near the end of a span that stands between copies. */
export function entryArgs(frameCount: number, format: PictureFormat): string[] {
  if (!format.isMatched || frameCount < entry.leastFrames) return [];
  return keyframeArgs([frameCount], format);
}

/** So many frames and no others, each at its own time. */
export function frameArgs(frameCount: number): string[] {
  return ['-frames:v', String(frameCount), '-fps_mode', 'passthrough'];
}

function graphArgs(job: EncodeJob, place: { input: number; hasThumbnails: boolean }): string[] {
  const { input } = place;
  const chain = filterChain(job).join(',');
  const stream = job.span.pictures.kind === 'black' ? `${input}:v:0` : `${input}:${job.streamIndex}`;
  if (!place.hasThumbnails) return ['-map', stream, '-filter:v', chain];
  const split = `split[picture${input}][copy${input}];[copy${input}]${thumbnailFilter}[thumbnails${input}]`;
  return ['-filter_complex', `[${stream}]${chain},${split}`, '-map', `[picture${input}]`];
}

/** Enough for any encoder that waits for them; each is given a packet ahead: see `readAheadPackets`. */
const mostDecodingThreads = 8;

/** A source as an input that is read from a seek point on. */
export function sourceInput(
  job: SpanInput & Pick<EncodeJob, 'threads'>,
  seek: SeekPoint,
  path: string,
): string[] {
  return [
    ...(job.isStill === true ? stillGuardArgs() : guardArgs()),
    '-threads',
    String(Math.min(job.threads, mostDecodingThreads)),
    '-copyts',
    ...(job.decoder === undefined ? [] : ['-c:v', job.decoder]),
    ...seekArgs(seek, job),
    ...editArgs(job.edits),
    ...changingArgs,
    ...inputArgs(path),
  ];
}

/** Decoding starts at the keyframe itself (or before): what comes too early is dropped by its timestamp. */
function seekArgs(seek: SeekPoint, { seekMargin: margin, origin, edits }: SpanInput): string[] {
  if (seek.isFileStart) return [];
  const keyframe = trackSeconds(edits, seek.seconds);
  // A little after the keyframe, or demuxers that round down land one GOP early and decode it for nothing.
  const target = isLess(zero, margin) ? subtract(keyframe, margin) : add(keyframe, rational(1, 1000));
  // FFmpeg 5.1 finds nothing at all in an FLV file from before its start on.
  if (origin && isLess(zero, margin) && !isLess(origin, target)) return [];
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
