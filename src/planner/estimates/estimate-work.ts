import { toNumber } from '../../timeline/rational.ts';
import { planStats } from '../plan/plan-stats.ts';
import type { AudioPlan } from '../plan/audio-plan.ts';
import { soundFileSeconds } from '../sound/plan-sound-output.ts';
import type { ExportPlan, PictureCodec, Span } from '../plan/plan.ts';
import { copiedPackets } from '../sound/splice-sound.ts';

/**
 * Pixels a core encodes in a second, measured at 1280 × 720 on noisy footage on one of two shared cores:
 * 42 frames H.264 veryfast, 12 HEVC, 14 VP9, 10 AV1.
 */
const encodedPixelsPerSecond: Record<PictureCodec, number> = {
  h264: 42 * 1280 * 720,
  h265: 12 * 1280 * 720,
  vp9: 14 * 1280 * 720,
  av1: 10 * 1280 * 720,
};

/** Starting a child, seeking and decoding up to the first picture. */
const secondsPerChild = 0.2;
/** Sound is decoded at some 1,000 × and encoded at some 100 × realtime. */
const soundSecondsPerSecond = 1 / 90;
/** Each voice is read and summed at some 500 × realtime; loudness is measured about as fast, three times. */
const secondsPerMixedSecond = 1 / 500;
/** Copying a frame of an ordinary recording: about 25 kB at 500 MB/s, read and written. */
const secondsPerMuxedFrame = 0.0001;
const secondsPerCheckedJoin = 0.05;
/** Packets of run-up of both encoder and decoder. */
const packetsAroundPiece = 10;

/** Weights of all the work of a plan, in estimated seconds of one core. */
export interface WorkEstimate {
  readonly span: (span: Span) => number;
  readonly sound: number;
  readonly mux: number;
  readonly verify: number;
  readonly total: number;
}

export function estimateWork(plan: ExportPlan): WorkEstimate {
  const pixels = plan.format.width * plan.format.height;
  const perFrame = pixels / encodedPixelsPerSecond[plan.format.codec];
  const span = (part: Span) => (part.kind === 'copy' ? 0 : secondsPerChild + part.frameCount * perFrame);
  const seconds = plan.frames / toNumber(plan.format.rate);
  const sound = soundSeconds(plan, seconds);
  const mux = 0.1 + plan.frames * secondsPerMuxedFrame;
  const verify = 0.2 + planStats(plan.spans).copySpans * secondsPerCheckedJoin;
  const spans = plan.spans.reduce((sum, part) => sum + span(part), 0);
  return { span, sound, mux, verify, total: spans + sound + mux + verify };
}

/** `seconds` is how long the pictures last. */
function soundSeconds({ audio, soundFile }: ExportPlan, seconds: number): number {
  if (audio?.kind !== 'encode') return 0;
  if (soundFile) return soundFileSeconds(audio, soundFile);
  return 0.2 + seconds * (encodedShare(audio) * soundSecondsPerSecond + mixedShare(audio));
}

/** The share of the sound that is encoded, with what is encoded around it and thrown away. */
function encodedShare({ splice }: Extract<AudioPlan, { kind: 'encode' }>): number {
  if (!splice) return 1;
  const around = packetsAroundPiece * (splice.copies.length + 1);
  return Math.min(1, (splice.packets - copiedPackets(splice) + around) / splice.packets);
}

/** Seconds that mixing takes for a second of sound. */
function mixedShare({ mix }: Extract<AudioPlan, { kind: 'encode' }>): number {
  return mix
    ? (mix.voices.length + (mix.mastering.loudness === undefined ? 0 : 3)) * secondsPerMixedSecond
    : 0;
}

/** Seconds of wall time the plan takes on so many cores; for a person, rounded up. */
export function estimateSeconds(plan: ExportPlan, cores: number): number {
  const { mux, verify, total } = estimateWork(plan);
  const parallel = total - mux - verify;
  return Math.ceil(parallel / Math.max(1, cores) + mux + verify);
}
