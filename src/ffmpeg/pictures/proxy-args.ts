import type { AudioFacts, PictureEdits } from '../../planner/facts/facts.ts';
import type { PictureFormat, Treatment } from '../../planner/plan/plan.ts';
import { formatRational, type Rational } from '../../timeline/rational.ts';
import { mixFilters, voicesOf } from '../sound/mix-filters.ts';
import { changingArgs, commonArgs, guardArgs, inputArgs } from '../input/input-args.ts';
import { editArgs, editFilters } from './picture-edits.ts';
import { samplingFilters, sourceFilters, startFilters, treatmentFilters } from './picture-filters.ts';

/** The small copy of a source that browsers edit with: its pictures. */
export interface ProxyPictures {
  readonly streamIndex: number;
  readonly edits?: PictureEdits | undefined;
  readonly format: PictureFormat;
  readonly treatment: Treatment;
  /** Instant of the container's clock, allowance included, in nanoseconds, that frame 0 shows. */
  readonly fromNanoseconds: bigint;
  /** As in a span's `Pictures`. */
  readonly notBeforeNanoseconds?: bigint;
  /** Frames before the first picture that are black; with none, the first picture is held back to the start. */
  readonly blackFrames: number;
  readonly frames: number;
}

/** One picture of rows of small pictures: every `everyFrames`-th frame of the proxy. */
export interface ThumbnailSheet {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly everyFrames: number;
}

export interface ProxyJob {
  readonly path: string;
  /** The source's time zero on the container's clock, in seconds. */
  readonly origin: Rational;
  readonly pictures: ProxyPictures;
  readonly sheet: ThumbnailSheet;
  readonly sound: { readonly audio: AudioFacts; readonly samples: number } | null;
  readonly threads: number;
  /** Written to. */
  readonly proxy: string;
  /** Written to. */
  readonly thumbnails: string;
}

export const PROXY_SAMPLE_RATE = 48_000;

/** One child that reads a source once and writes its proxy and its thumbnails. */
export function proxyArgs(job: ProxyJob): string[] {
  const { pictures, sound, sheet } = job;
  const graph = [
    `[0:${pictures.streamIndex}]${pictureChain(pictures).join(',')},split[picture][small]`,
    `[small]${sheetChain(sheet).join(',')}[sheet]`,
    ...(sound ? soundChains(job, sound) : []),
  ];
  return [
    ...[...commonArgs('pipe:1'), ...guardArgs()],
    // As in exports: pictures before the first keyframe may count as errors.
    ...(pictures.notBeforeNanoseconds === undefined ? [] : ['-max_error_rate', '1']),
    ...['-threads', String(job.threads), '-copyts', ...changingArgs],
    ...[...editArgs(pictures.edits), ...inputArgs(job.path)],
    ...(soundInput(job) > 0 ? [...guardArgs(), '-copyts', ...inputArgs(job.path)] : []),
    ...['-filter_complex', graph.join(';')],
    ...['-map', '[picture]', '-fps_mode', 'passthrough', ...pictureArgs(job)],
    ...(sound ? ['-map', '[sound]', '-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '96k'] : []),
    ...['-sn', '-dn', '-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4', `file:${job.proxy}`],
    ...['-map', '[sheet]', '-fps_mode', 'passthrough', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '4'],
    ...['-f', 'mjpeg', `file:${job.thumbnails}`],
  ];
}

/** An edit list that is ignored is ignored of all tracks: then the sound is read by itself. */
function soundInput({ pictures, sound }: ProxyJob): number {
  return sound && pictures.edits ? 1 : 0;
}

function pictureChain({ format, treatment, edits, ...pictures }: ProxyPictures): string[] {
  const isFirstHeld = pictures.blackFrames === 0;
  const { fromNanoseconds, frames, blackFrames } = pictures;
  const sampling = { fromNanoseconds, isFirstHeld, isLastHeld: true };
  return [
    ...editFilters(edits),
    ...startFilters(pictures),
    ...sourceFilters(treatment),
    ...samplingFilters(sampling, format),
    ...(isFirstHeld ? [] : ['setpts=PTS-STARTPTS', `tpad=start=${blackFrames}:start_mode=add:color=black`]),
    `trim=end_frame=${frames}`,
    ...treatmentFilters(treatment, format),
  ];
}

/** JPEG is read as BT.601 in full range, whatever was put in. */
function sheetChain({ width, height, columns, rows, everyFrames }: ThumbnailSheet): string[] {
  return [
    `select=not(mod(n\\,${everyFrames}))`,
    `scale=${width}:${height}:flags=area:in_color_matrix=bt709:out_color_matrix=bt601:in_range=tv:out_range=pc`,
    'format=yuvj420p',
    `tile=${columns}x${rows}`,
  ];
}

/**
 * The sound keeps its timestamps and is not padded up to them: filters are set up again where channels or rate change,
 * and would pad again from the start. Small holes are drawn together slowly; a proxy may be off for a moment.
 */
function soundChains(job: ProxyJob, { audio, samples }: NonNullable<ProxyJob['sound']>): string[] {
  const { origin } = job;
  const input = soundInput(job);
  const voices = voicesOf(audio);
  const chains = voices.map((voice, i) => {
    const filters = [
      `asetpts=round(PTS-(${formatRational(origin)})/TB)`,
      ...mixFilters(voice, 'stereo'),
      `aresample=${PROXY_SAMPLE_RATE}:async=500:min_comp=0.001`,
    ];
    return `[${input}:${voice.streamIndex}]${filters.join(',')}[voice${i}]`;
  });
  const all = voices.map((_, i) => `[voice${i}]`).join('');
  const sum =
    voices.length > 1
      ? `amix=inputs=${voices.length}:normalize=0,volume=${(1 / Math.sqrt(voices.length)).toFixed(4)},`
      : '';
  const end = (samples / PROXY_SAMPLE_RATE).toFixed(6);
  return [...chains, `${all}${sum}atrim=start=0:end=${end},aformat=channel_layouts=stereo[sound]`];
}

/** A keyframe every few frames and nothing that looks ahead: a browser seeks by decoding a handful of frames. */
function pictureArgs({ pictures: { format }, threads }: ProxyJob): string[] {
  const gop = String(format.gopFrames);
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-crf', '27'],
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-bf', '0'],
    ...['-pix_fmt', format.pixelFormat, '-threads', String(threads)],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
  ];
}
