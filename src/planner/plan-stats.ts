import type { PlanSummary, SpanView } from '../contract/status.ts';
import { toNumber } from '../timeline/rational.ts';
import type { ExportPlan, Span } from './plan.ts';

export interface PlanStats {
  readonly frames: number;
  readonly copiedFrames: number;
  readonly encodedFrames: number;
  readonly copySpans: number;
  readonly encodeSpans: number;
}

/** Counts what a plan copies and encodes. */
export function planStats(spans: readonly Span[]): PlanStats {
  const copies = spans.filter((span) => span.kind === 'copy');
  const copiedFrames = countFrames(copies);
  const frames = countFrames(spans);
  return {
    frames,
    copiedFrames,
    encodedFrames: frames - copiedFrames,
    copySpans: copies.length,
    encodeSpans: spans.length - copies.length,
  };
}

function countFrames(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.frameCount, 0);
}

/** The plan in numbers and sentences for a person. */
export function summarisePlan(plan: ExportPlan): PlanSummary {
  const stats = planStats(plan.spans);
  const seconds = (frames: number) => Number((frames / toNumber(plan.format.rate)).toFixed(3));
  return {
    copiedSeconds: seconds(stats.copiedFrames),
    encodedSeconds: seconds(stats.encodedFrames),
    copiedFrames: stats.copiedFrames,
    encodedFrames: stats.encodedFrames,
    spans: plan.spans.length,
    reasons: [...plan.reasons],
    summary: explainPlan(stats),
  };
}

/** `97.4 % copied, 2,283 of 53,990 frames re-encoded` */
export function explainPlan(stats: PlanStats): string {
  const count = (value: number) => value.toLocaleString('en');
  if (stats.copiedFrames === 0) return `All ${count(stats.frames)} frames are encoded`;
  if (stats.encodedFrames === 0) return `All ${count(stats.frames)} frames are copied`;
  const share = Math.floor((1000 * stats.copiedFrames) / stats.frames) / 10;
  return `${share.toFixed(1)} % copied, ${count(stats.encodedFrames)} of ${count(stats.frames)} frames re-encoded`;
}

/** The spans as a view shows them: neighbours of one kind and source are one stretch. */
export function viewSpans(plan: ExportPlan): SpanView[] {
  const views: SpanView[] = [];
  let clip = -1;
  for (const span of plan.spans) {
    const view = viewSpan(span);
    const previous = views.at(-1);
    if (previous && clip === span.clip && previous.kind === view.kind) {
      previous.frameCount += span.frameCount;
    } else {
      views.push(view);
    }
    clip = span.clip;
  }
  return views;
}

function viewSpan({ firstFrame, frameCount, ...span }: Span): SpanView {
  if (span.kind === 'copy') return { kind: 'copy', source: span.source, firstFrame, frameCount };
  const { pictures } = span;
  return pictures.kind === 'black'
    ? { kind: 'black', source: null, firstFrame, frameCount }
    : { kind: 'encode', source: pictures.source, firstFrame, frameCount };
}
