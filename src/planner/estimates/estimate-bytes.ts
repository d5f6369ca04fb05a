import { toNumber } from '../../timeline/rational.ts';
import type { SourceFacts } from '../facts/facts.ts';
import type { AudioPlan } from '../plan/audio-plan.ts';
import { soundBitrates } from '../sound/plan-sound-output.ts';
import type { ExportPlan, PictureCodec } from '../plan/plan.ts';

/** Bits a pixel takes at the default quality; noisy footage takes up to twice as much. */
const bitsPerPixel: Record<PictureCodec, number> = { h264: 0.12, h265: 0.07, vp9: 0.07, av1: 0.06 };
const safety = 1.5;

/** Space an export takes, in bytes. */
export interface SpaceEstimate {
  readonly output: number;
  readonly chunks: number;
  readonly programme: number;
  /** Sources that are repackaged to be copied from. */
  readonly repackaged: number;
  /** The most there is of everything at once. */
  readonly peak: number;
}

/** Estimates the space an export takes. `facts` by source index. */
export function estimateSpace(plan: ExportPlan, facts: readonly (SourceFacts | undefined)[]): SpaceEstimate {
  const { format, audio } = plan;
  const perFrame = (safety * bitsPerPixel[format.codec] * format.width * format.height) / 8;
  let chunks = 0;
  let copied = 0;
  for (const span of plan.spans) {
    if (span.kind !== 'copy') chunks += span.frameCount * perFrame;
    else copied += (span.frameCount / toNumber(format.rate)) * bytesPerSecond(facts[span.source]);
  }
  const soundBytes = plan.soundFile ? soundBitrates[plan.soundFile] / 8 : 24_000;
  const sound = audio ? (audio.totalSamples / audio.sampleRate) * soundBytes : 0;
  const programme = audio?.kind === 'encode' ? audio.totalSamples * 4 * rawPrograms(audio) : 0;
  const repackaged = repackagedBytes(facts);
  const output = chunks + copied + sound;
  const round = Math.ceil;
  return {
    output: round(output),
    chunks: round(chunks + sound),
    programme,
    repackaged,
    peak: round(output + chunks + sound + programme + repackaged + (plan.container === 'webm' ? output : 0)),
  };
}

/**
 * Raw files as long as the programme: itself, one for each voice that it is mixed of, and one more where a codec may
 * take it from its loudness.
 */
function rawPrograms({ mix }: Extract<AudioPlan, { kind: 'encode' }>): number {
  return 1 + (mix ? mix.voices.length + (mix.mastering.loudness === undefined ? 0 : 1) : 0);
}

/** Each file once, however often it is named. */
function repackagedBytes(facts: readonly (SourceFacts | undefined)[]): number {
  const byFile = new Map(facts.map((source) => [source?.identity, source?.repackagedBytes ?? 0]));
  return [...byFile.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function bytesPerSecond(facts: SourceFacts | undefined): number {
  return facts ? facts.bytes / Math.max(1, toNumber(facts.end)) : 0;
}
