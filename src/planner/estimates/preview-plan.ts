import type { PlanPreview } from '../../contract/exports/plan-preview.ts';
import { formatRational, toNumber } from '../../timeline/rational.ts';
import { estimateSpace } from './estimate-bytes.ts';
import { estimateSeconds } from './estimate-work.ts';
import type { SourceFacts } from '../facts/facts.ts';
import { summarisePlan, viewSpans } from '../plan/plan-stats.ts';
import type { ExportPlan } from '../plan/plan.ts';

/** A plan as its outside sees it: the dry run's answer and `plan.json`. */
export function previewPlan(
  plan: ExportPlan,
  machine: { readonly cores: number; readonly facts: readonly (SourceFacts | undefined)[] },
): PlanPreview {
  const { format } = plan;
  return {
    frames: plan.frames,
    durationSeconds: durationOf(plan),
    width: format.width,
    height: format.height,
    frameRate: formatRational(format.rate),
    videoCodec: plan.soundFile ? 'none' : format.codec,
    audioCodec: soundCodecOf(plan),
    estimatedSeconds: estimateSeconds(plan, machine.cores),
    peakDiskBytes: estimateSpace(plan, machine.facts).peak,
    summary: summarisePlan(plan),
    spans: viewSpans(plan),
    warnings: [...plan.warnings],
  };
}

/** How long what a plan makes lasts, in seconds, to the microsecond. */
export function durationOf({ frames, format, audio, soundFile }: ExportPlan): number {
  const seconds = soundFile && audio ? audio.totalSamples / audio.sampleRate : frames / toNumber(format.rate);
  return Number(seconds.toFixed(6));
}

/** The codec of the sound, as people call it; null where there is none. */
export function soundCodecOf({ audio, soundFile }: ExportPlan): string | null {
  if (!audio) return null;
  if (soundFile) return soundFile === 'm4a' ? 'aac' : soundFile === 'wav' ? 'pcm' : soundFile;
  return audio.kind === 'copy' ? 'aac' : audio.codec;
}
