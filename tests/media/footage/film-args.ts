import { toFloat } from '../oracle/rational.ts';
import { audioArgs, pixelFormatOf, videoArgs } from './encoder-args.ts';
import type { FilmPlan } from './film-plan.ts';
import { PAINTED } from './paint-frames.ts';
import type { Container } from './spec.ts';

const FORMATS: Record<Container, string> = {
  mp4: 'mp4',
  mov: 'mov',
  mkv: 'matroska',
  webm: 'webm',
  ts: 'mpegts',
  avi: 'avi',
  mxf: 'mxf',
  flv: 'flv',
};

/** The sound is played natively from 16 kHz on; lower rates are resampled from 48 kHz, which filters it. */
export function playedRate(rate: number): number {
  return rate >= 16_000 ? rate : 48_000;
}

function pictureInput(plan: FilmPlan): string[] {
  const delay = Math.max(0, -(plan.audio?.startSeconds ?? 0));
  const offset = delay > 0 ? ['-itsoffset', String(delay)] : [];
  if (plan.spec.vfr && 'timesMs' in plan.spec.vfr) return [...offset, '-f', 'matroska', '-i', 'pipe:0'];
  const size = `${PAINTED.width}x${PAINTED.height}`;
  const rate = `${plan.rate.num}/${plan.rate.den}`;
  return [...offset, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', size, '-framerate', rate, '-i', 'pipe:0'];
}

function soundInput(plan: FilmPlan): string[] {
  if (plan.audio === null) return [];
  const { rate, channels, startSeconds } = plan.audio;
  const offset = startSeconds > 0 ? ['-itsoffset', String(startSeconds)] : [];
  const own = [
    ...offset,
    '-f',
    's16le',
    '-ar',
    String(playedRate(rate)),
    '-ac',
    String(channels),
    '-i',
    'pipe:3',
  ];
  if (!plan.audio.extraTrack) return own;
  return [...own, '-f', 'lavfi', '-i', `anoisesrc=r=${rate}:a=0.2:seed=7:d=${toFloat(plan.end)}`];
}

/** Turns the coded picture the other way round, so that the player's turn sets it upright. */
const COUNTER_TURN = {
  0: [],
  90: ['transpose=cclock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=clock'],
} as const;

function pictureFilter(plan: FilmPlan): string {
  const { spec, coded } = plan;
  const isSideways = spec.rotation === 90 || spec.rotation === 270;
  const [width, height] = isSideways ? [coded.height, coded.width] : [coded.width, coded.height];
  const range = spec.colour?.range === 'pc' ? ':out_range=pc' : '';
  return [
    ...(spec.vfr && 'keep' in spec.vfr ? [`select='${keepExpression(spec.vfr.keep)}'`] : []),
    `scale=${width}:${height}:flags=neighbor${range}`,
    `format=${pixelFormatOf(spec)}`,
    ...(spec.mirrored ? ['hflip'] : []),
    ...COUNTER_TURN[spec.rotation ?? 0],
    ...(spec.complexity === 'noisy' ? ['noise=alls=14:allf=t+u:all_seed=7'] : []),
    ...(spec.interlaced ? ['setfield=tff'] : []),
    `setsar=${(spec.sar ?? '1:1').replace(':', '/')}`,
    ...colourTags(spec),
  ].join(',');
}

/** On the pictures themselves: from 7.1 on FFmpeg's encoders take what stands there, whatever its options say. */
function colourTags({ colour = {} }: FilmPlan['spec']): string[] {
  const tags = [
    ...(colour.range ? [`range=${colour.range}`] : []),
    ...(colour.primaries ? [`color_primaries=${colour.primaries}`] : []),
    ...(colour.transfer ? [`color_trc=${colour.transfer}`] : []),
    ...(colour.matrix ? [`colorspace=${colour.matrix}`] : []),
  ];
  return tags.length > 0 ? [`setparams=${tags.join(':')}`] : [];
}

function keepExpression(pattern: string): string {
  const kept = [...pattern].flatMap((keep, at) =>
    keep === '1' ? [`eq(mod(n,${pattern.length}),${at})`] : [],
  );
  return kept.join('+');
}

function timingArgs(plan: FilmPlan): string[] {
  if (!plan.spec.vfr) return ['-fps_mode', 'passthrough'];
  const base = 'timesMs' in plan.spec.vfr ? '1:1000' : `${plan.rate.den}:${plan.rate.num}`;
  return ['-fps_mode', 'passthrough', '-enc_time_base:v', base];
}

/** The whole command line: frames on stdin, sound on descriptor 3, one file. */
export function filmArgs(plan: FilmPlan, path: string): string[] {
  const { spec, audio } = plan;
  const isIsoFile = (spec.container ?? 'mp4') === 'mp4' || spec.container === 'mov';
  return [
    ...['-v', 'error', '-nostdin', '-y', ...pictureInput(plan), ...soundInput(plan)],
    ...['-map', '0:v:0', '-vf', pictureFilter(plan), ...timingArgs(plan)],
    ...[...videoArgs(spec), '-threads', '2'],
    ...(audio ? ['-map', '1:a:0', ...audioArgs(audio)] : []),
    ...(audio?.extraTrack ? ['-map', '2:a:0', '-disposition:a:0', 'default', '-disposition:a:1', '0'] : []),
    ...(spec.startSeconds ? ['-output_ts_offset', String(spec.startSeconds)] : []),
    // Offsets are written in the clock of the whole film, which is only 1 ms fine unless told.
    ...(isIsoFile ? ['-movie_timescale', '90000'] : []),
    // A packet of its own for every frame of sound: else those after a gap get the times of those before it.
    ...(spec.container === 'ts' ? ['-pes_payload_size', '0'] : []),
    ...['-fflags', '+bitexact', '-map_metadata', '-1', ...(spec.extraArgs ?? [])],
    ...['-f', FORMATS[spec.container ?? 'mp4'], path],
  ];
}
