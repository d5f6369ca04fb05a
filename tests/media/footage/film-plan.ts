import { add, decimal, divide, ratio, toFloat } from '../oracle/rational.ts';
import type { Rational } from '../oracle/rational.ts';
import type { AudioCodec, AudioSpec, FootageSpec } from './spec.ts';

/** A spec with its defaults filled in and its frames listed: what is asked of ffmpeg. */
export interface FilmPlan {
  readonly spec: FootageSpec;
  readonly rate: Rational;
  readonly coded: { readonly width: number; readonly height: number };
  readonly display: { readonly width: number; readonly height: number };
  /** Indices of all frames that are painted. */
  readonly painted: readonly number[];
  /** Indices of the frames that are coded, and when each is due on the camera's clock. */
  readonly indices: readonly number[];
  readonly due: readonly Rational[];
  /** End of the last frame on the camera's clock. */
  readonly end: Rational;
  /** Frames at the beginning that the edit list hides. */
  readonly hidden: number;
  /** Frames at the end that it hides. */
  readonly trimmed: number;
  readonly audio: Required<AudioSpec> | null;
}

const NATIVE_RATES: Partial<Record<AudioCodec, number>> = { opus: 48_000 };

/** Sound before the picture means a picture that comes later, and that by whole frames. */
function soundStart(asked: number, rate: Rational): number {
  return asked >= 0 ? asked : toFloat(divide(ratio(Math.round(asked * toFloat(rate))), rate));
}

function planAudio(spec: FootageSpec, rate: Rational): Required<AudioSpec> | null {
  if (spec.audio === false) return null;
  const asked = spec.audio ?? {};
  const codec =
    asked.codec ?? (spec.container === 'webm' ? 'opus' : spec.container === 'mxf' ? 'pcm' : 'aac');
  return {
    codec,
    rate: asked.rate ?? NATIVE_RATES[codec] ?? 48_000,
    channels: asked.channels ?? (spec.container === 'mxf' ? 1 : 2),
    bitrate: asked.bitrate ?? '192k',
    voice: asked.voice ?? spec.camera,
    voiceOffsetSeconds: asked.voiceOffsetSeconds ?? 0,
    startSeconds: soundStart(asked.startSeconds ?? 0, rate),
    endEarlySeconds: asked.endEarlySeconds ?? 0,
    holes: asked.holes ?? [],
    extraTrack: asked.extraTrack ?? false,
  };
}

const countUp = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function displaySize(spec: FootageSpec, coded: FilmPlan['coded']): FilmPlan['coded'] {
  const [across, down] = (spec.sar ?? '1:1').split(':').map(Number);
  const width = Math.round((coded.width * (across ?? 1)) / (down ?? 1));
  const isTurned = spec.rotation === 90 || spec.rotation === 270;
  return isTurned ? { width: coded.height, height: width } : { width, height: coded.height };
}

/** Pure: what will be filmed, frame by frame. */
export function planFilm(spec: FootageSpec): FilmPlan {
  const rate = ratio(spec.rate?.num ?? 30_000, spec.rate?.den ?? 1001);
  const coded = spec.size ?? { width: 320, height: 180 };
  const base = { spec, rate, coded, display: displaySize(spec, coded), audio: planAudio(spec, rate) };
  const hidden = Math.round((spec.editListSeconds ?? 0) * toFloat(rate));
  const trimmed = Math.round((spec.trimmedSeconds ?? 0) * toFloat(rate));
  if (spec.vfr && 'timesMs' in spec.vfr) {
    const due = spec.vfr.timesMs.map((ms) => ratio(ms, 1000));
    const end = add(due.at(-1) ?? decimal(0), divide(ratio(1), rate));
    return { ...base, painted: countUp(due.length), indices: countUp(due.length), due, end, hidden, trimmed };
  }
  const painted = countUp(spec.frames ?? Math.round((spec.seconds ?? 10) * toFloat(rate)));
  const keep = spec.vfr?.keep ?? '1';
  const indices = painted.filter((index) => keep[index % keep.length] === '1');
  const due = indices.map((index) => divide(ratio(index), rate));
  const end = divide(ratio((indices.at(-1) ?? -1) + 1 - trimmed), rate);
  return { ...base, painted, indices, due, end, hidden, trimmed };
}
