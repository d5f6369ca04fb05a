import { makeFootage } from '../footage/make-footage.ts';
import type { AudioSpec, Container, Footage, FootageSpec } from '../footage/spec.ts';
import { Dice } from './dice.ts';
import { exactRate, type JudgedClip, type JudgedEdit } from './edit.ts';
import { lengthOf, micro, wordsOf, type RandomExport } from './random-export.ts';

/** What the cameras of one studio have in common, so that their packets can stand in one track. */
interface Studio {
  readonly dice: Dice;
  readonly rate: { readonly num: number; readonly den: number };
  readonly size: { readonly width: number; readonly height: number };
  readonly codec: 'h264' | 'hevc' | 'vp9' | 'av1';
  readonly pixelFormat: string;
  readonly frames: number;
  /** Takes of a minute and more: of shorter ones no packets of sound are copied around cuts. */
  readonly isLong: boolean;
}

const RATES = [24, 25, 29.97, 30, 30, 50, 59.94];
const CODECS = ['h264', 'h264', 'h264', 'h264', 'h264', 'hevc', 'hevc', 'hevc', 'vp9', 'av1'] as const;
const GOPS = [1, 2, 7, 15, 30, 48, 60, 250];

const small = { width: 192, height: 108 };

function openStudio(dice: Dice): Studio {
  if (dice.isLucky(0.3)) {
    const rate = exactRate(dice.pick([12.5, 15, 24]));
    const frames = Math.round((dice.real(50, 90) * rate.num) / rate.den);
    return { dice, rate, size: small, codec: 'h264', pixelFormat: 'yuv420p', frames, isLong: true };
  }
  const codec = dice.pick(CODECS);
  return {
    dice,
    rate: exactRate(dice.pick(RATES)),
    size: dice.pick([small, { width: 320, height: 180 }]),
    codec,
    pixelFormat: codec === 'hevc' && dice.isLucky(0.4) ? 'yuv420p10le' : 'yuv420p',
    frames: dice.whole(200, 500),
    isLong: false,
  };
}

function soundOf(dice: Dice, camera: number, container: Container): AudioSpec | false {
  if (container === 'webm') return dice.isLucky(0.9) ? {} : false;
  const kind = dice.whole(0, 19);
  if (kind === 0) return false;
  if (kind === 1) return { rate: 44_100 };
  if (kind === 2) return { channels: 1 };
  if (kind === 3) return { startSeconds: dice.pick([0.4, 0.021, -0.2]) };
  if (kind === 4) return { endEarlySeconds: 0.9 };
  if (kind === 5) return { startSeconds: 0.1, voice: camera };
  return { bitrate: dice.pick(['96k', '128k', '192k', '256k']), voice: dice.isLucky(0.15) ? 60 : camera };
}

/** Encoder settings of x264 that leave other streams under the same parameter set ids. */
function habitsOf({ dice, codec }: Studio): string[] {
  if (codec === 'vp9') return dice.isLucky(0.5) ? ['-auto-alt-ref', '1', '-lag-in-frames', '16'] : [];
  if (codec === 'av1') return [];
  if (codec === 'hevc') return dice.isLucky(0.2) ? ['-bsf:v', 'dump_extra=freq=keyframe'] : [];
  const all = [
    ['-slices', '3'],
    ['-b-pyramid', dice.pick(['none', 'strict', 'normal'])],
    ['-coder', '0'],
    ['-aud', '1'],
    ['-bsf:v', 'dump_extra=freq=keyframe'],
    ['-b_strategy', '2'],
    ['-intra-refresh', '1'],
  ];
  const likelihood = [0.2, 0.4, 0.15, 0.15, 0.15, 0.2, 0.05];
  return all.flatMap((args, i) => (dice.isLucky(likelihood[i] ?? 0) ? args : []));
}

/** When the file begins; a beginning can be hidden only where picture and sound have nothing before it. */
function clockOf(dice: Dice, container: string, audio: AudioSpec | false): Partial<FootageSpec> {
  const isIsoFile = container === 'mp4' || container === 'mov';
  const isPlain = audio === false || audio.startSeconds === undefined;
  const kind = dice.whole(0, 7);
  if (kind === 0) return { startSeconds: dice.pick([0.5, 7]) };
  if (kind === 1 && isIsoFile && isPlain) return { editListSeconds: dice.pick([0.2, 0.5, 1.3]) };
  return {};
}

function containersOf({ codec, isLong }: Studio): readonly Container[] {
  if (codec === 'vp9' || codec === 'av1') return ['mp4', 'webm', 'mkv'];
  return ['mp4', 'mp4', 'mp4', 'mov', 'mov', isLong ? 'mp4' : 'mkv', 'ts'];
}

function cameraOf(studio: Studio, camera: number): FootageSpec {
  const { dice, codec, rate, size, pixelFormat, frames } = studio;
  const container = dice.pick(containersOf(studio));
  const isIsoFile = container === 'mp4' || container === 'mov';
  const audio = soundOf(dice, camera, container);
  const clock = clockOf(dice, container, audio);
  const hasOwnOffsets = isIsoFile && clock.editListSeconds === undefined && dice.isLucky(0.15);
  const openGop = dice.isLucky(0.25);
  return {
    ...{ camera, frames, rate, size, codec, container, pixelFormat, openGop },
    gop: dice.pick(GOPS),
    bFrames: dice.whole(0, 4),
    refs: dice.whole(1, 4),
    preset: codec === 'h264' ? dice.pick(['ultrafast', 'veryfast', 'faster']) : 'ultrafast',
    audio,
    complexity: dice.pick(['plain', 'noisy']),
    ...clock,
    extraArgs: [
      ...habitsOf(studio),
      ...(studio.isLong
        ? dice.pick([[], ['-aac_pns', '0'], ['-aac_tns', '0', '-aac_is', '0'], ['-aac_ms', '1']])
        : []),
      ...(hasOwnOffsets
        ? ['-movflags', dice.pick(['+negative_cts_offsets', '+faststart', '+frag_keyframe+delay_moov'])]
        : []),
    ],
  };
}

/** Long clips and very short ones in one list: GOPs within clips, and clips within a GOP. */
function someLength({ dice, isLong }: Studio): number {
  if (dice.isLucky(0.3)) return dice.real(0.02, 0.4);
  return isLong ? dice.real(1, 20) : dice.real(0.4, 4.5);
}

function takeOf(studio: Studio, sources: readonly Footage[]): JudgedClip[] {
  const { dice } = studio;
  const end = Math.min(...sources.map(lengthOf));
  const clips: JudgedClip[] = [];
  let at = dice.isLucky(0.4) ? 0 : micro(dice.real(0, end / 4));
  while (end - at > 0.3) {
    const to = micro(Math.min(end - 0.05, at + someLength(studio)));
    const source = dice.whole(0, sources.length - 1);
    // Off to another place of the take now and then.
    if (dice.isLucky(0.9))
      clips.push({ source, inSeconds: at, outSeconds: to, withSound: dice.isLucky(0.95) });
    at = to;
  }
  return clips;
}

function jumpsOf(studio: Studio, sources: readonly Footage[]): JudgedClip[] {
  const { dice } = studio;
  return Array.from({ length: dice.whole(2, 14) }, () => {
    const source = dice.whole(0, sources.length - 1);
    const length = lengthOf(sources[source] as Footage);
    const from = dice.real(0, length - 0.5);
    const to = Math.min(length, from + someLength(studio));
    return { source, inSeconds: micro(from), outSeconds: micro(to), withSound: true };
  });
}

/** A copy export that splices wherever it can: streams of many makes that fit into one track. */
export async function randomSplice(seed: number): Promise<RandomExport> {
  const dice = new Dice(seed);
  const studio = openStudio(dice);
  const specs = Array.from({ length: dice.whole(1, 3) }, (_, camera) => cameraOf(studio, camera));
  const sources = await Promise.all(specs.map(makeFootage));
  const clips = dice.isLucky(0.6) ? takeOf(studio, sources) : jumpsOf(studio, sources);
  const { rate, size } = studio;
  const some = clips.length > 0 ? clips : jumpsOf(studio, sources);
  const edit: JudgedEdit = { rate, ...size, sources, clips: some, includeAudio: dice.isLucky(0.95) };
  const isForWebm = (studio.codec === 'vp9' || studio.codec === 'av1') && dice.isLucky(0.5);
  return {
    work: { edit, codec: 'copy', format: isForWebm ? 'webm' : 'mp4', id: `splice-${seed}` },
    words: `${JSON.stringify(specs)} | ${wordsOf(some)}`,
  };
}
