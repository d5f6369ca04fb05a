import type { PictureFormat, Treatment } from '../../planner/plan/plan.ts';
import { keyframeArgs, thumbnailFilter } from './encode-span-args.ts';
import { encoderArgs } from './encoder-args.ts';
import { decodingArgs, guardArgs, inputArgs } from '../input/input-args.ts';
import { treatmentFilters } from './picture-filters.ts';

/** Spans of one source one after another, as a movie in which every picture has a slot of its own. */
export interface ReelJob {
  readonly format: PictureFormat;
  readonly treatment: Treatment;
  /** Length of a slot in ticks of the movie. */
  readonly ticksPerFrame: number;
  /** In order: the slot of each span's first picture, and how many it has. */
  readonly pieces: readonly { readonly firstSlot: number; readonly frameCount: number }[];
  readonly threads: number;
}

export interface ReelPaths {
  readonly input: string;
  readonly output: string;
  /** Raw thumbnails of all pictures that are encoded; see `THUMBNAIL`. */
  readonly thumbnails: string;
}

/**
 * The ffmpeg arguments that encode the pieces of a reel, and nothing else of it, into one MP4: each begins with an
 * IDR and looks back at nothing before it. Pictures are picked by their time: one that a damaged file loses leaves
 * the result short instead of moving those behind it.
 */
export function encodeReelArgs(job: ReelJob, paths: ReelPaths): string[] {
  const { format, treatment, ticksPerFrame, pieces, threads } = job;
  const frames = pieces.reduce((sum, { frameCount }) => sum + frameCount, 0);
  const wanted = pieces.map(({ firstSlot, frameCount }) => {
    const last = firstSlot + frameCount - 1;
    return `between(pts,${firstSlot * ticksPerFrame},${last * ticksPerFrame})`;
  });
  const chain = [
    `select='${wanted.join('+')}'`,
    `setpts=N*${ticksPerFrame}`,
    ...treatmentFilters(treatment, format),
    `split[picture][copy];[copy]${thumbnailFilter}[thumbnails]`,
  ].join(',');
  const raw = ['-frames:v', String(frames), '-fps_mode', 'passthrough'];
  return [
    ...decodingArgs('pipe:1'),
    ...guardArgs(),
    ...['-threads', String(threads)],
    ...inputArgs(paths.input),
    ...['-filter_complex', `[0:v:0]${chain}`],
    ...['-map', '[picture]', '-an', '-sn', '-dn', '-map_metadata', '-1', ...raw],
    ...encoderArgs(format, threads),
    ...keyframeArgs(
      pieces.map(({ frameCount }) => frameCount),
      format,
    ),
    ...['-f', 'mp4', `file:${paths.output}`],
    ...['-map', '[thumbnails]', ...raw, '-f', 'rawvideo', `file:${paths.thumbnails}`],
  ];
}
