import { levelFrames } from './duck-gains.ts';

export interface FadeRange {
  readonly from: number;
  readonly to: number;
  readonly fadeIn: number;
  readonly fadeOut: number;
}

/** How one voice is heard. Places are samples of the programme. */
export interface VoiceTreatment {
  readonly gainDb: number;
  readonly channel?: 'left' | 'right' | 'mono' | undefined;
  readonly duckDb?: number | undefined;
  readonly fades: FadeRange;
}

/** By which share a voice is down, every `levelFrames` (`duckShares`). */
export type Ducking = Float32Array | undefined;

export function amplitudeOf(decibels: number): number {
  return 10 ** (decibels / 20);
}

/** Adds a voice's 16-bit stereo frames, from frame `first` of the programme on, to a sum in which full scale is 1. */
export function addVoice(
  sum: Float32Array,
  { pcm, first }: { readonly pcm: Int16Array; readonly first: number },
  { voice, ducking }: { readonly voice: VoiceTreatment; readonly ducking: Ducking },
): void {
  const frames = Math.min(pcm.length, sum.length) / 2;
  const gain = amplitudeOf(voice.gainDb) / 32_768;
  const isSteady = !ducking && isPlainWithin(voice.fades, first, frames);
  const fall = -(voice.duckDb ?? 0);
  for (let frame = 0; frame < frames; frame++) {
    const at = first + frame;
    let own = gain;
    if (!isSteady) {
      own *= fadeAt(voice.fades, at);
      if (ducking) own *= amplitudeOf(fall * shareAt(ducking, at));
    }
    const [left, right] = [pcm[2 * frame] ?? 0, pcm[2 * frame + 1] ?? 0];
    if (left === 0 && right === 0) continue;
    const [a, b] = choose(voice.channel, left, right);
    sum[2 * frame] = (sum[2 * frame] ?? 0) + own * a;
    sum[2 * frame + 1] = (sum[2 * frame + 1] ?? 0) + own * b;
  }
}

function choose(channel: VoiceTreatment['channel'], left: number, right: number): readonly [number, number] {
  if (channel === 'left') return [left, left];
  if (channel === 'right') return [right, right];
  if (channel === 'mono') return [(left + right) / 2, (left + right) / 2];
  return [left, right];
}

function shareAt(shares: Float32Array, frame: number): number {
  const place = Math.max(0, frame / levelFrames - 0.5);
  const whole = Math.floor(place);
  const [before, after] = [shares[whole] ?? 0, shares[whole + 1] ?? shares[whole] ?? 0];
  return before + (after - before) * (place - whole);
}

/** Whether no frame of a block is faded. */
export function isPlainWithin(
  { from, to, fadeIn, fadeOut }: FadeRange,
  first: number,
  frames: number,
): boolean {
  const isAfterRise = fadeIn === 0 || first >= from + fadeIn;
  return isAfterRise && (fadeOut === 0 || first + frames <= to - fadeOut);
}

/** The gain of a fade at a frame: raised cosines. Outside of the range it is that at its ends. */
export function fadeAt({ from, to, fadeIn, fadeOut }: FadeRange, frame: number): number {
  const rise = fadeIn > 0 ? raisedCosine((frame - from + 0.5) / fadeIn) : 1;
  const fall = fadeOut > 0 ? raisedCosine((to - frame - 0.5) / fadeOut) : 1;
  return rise * fall;
}

function raisedCosine(share: number): number {
  return 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, Math.min(1, share)));
}
