import type { PlanSummary, SpanView } from '../../contract/exports/status.ts';
import { toNumber } from '../../timeline/rational.ts';
import type { Composition, ExportPlan, Span } from './plan.ts';

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
  if (stats.frames === 0) return 'There is only sound';
  if (stats.frames === 1) return 'The one frame is encoded';
  if (stats.copiedFrames === 0) return `All ${count(stats.frames)} frames are encoded`;
  if (stats.encodedFrames === 0) return `All ${count(stats.frames)} frames are copied`;
  const share = Math.floor((1000 * stats.copiedFrames) / stats.frames) / 10;
  return `${share.toFixed(1)} % copied, ${count(stats.encodedFrames)} of ${count(stats.frames)} frames re-encoded`;
}

/** More than a screen has columns; what is sent and drawn stays small however many clips there are. */
const mostViews = 5000;

/**
 * The spans as a view shows them: neighbours of one kind and source are one stretch. In a plan of very many, those
 * shorter than a column of any screen stand together, as what the longest of them is.
 */
export function viewSpans(plan: ExportPlan): SpanView[] {
  const views = joinAlike(plan);
  return views.length <= mostViews ? views : joinShort(views, Math.ceil(countFrames(plan.spans) / mostViews));
}

function joinShort(views: readonly SpanView[], leastFrames: number): SpanView[] {
  const joined: SpanView[] = [];
  let longest = 0;
  let isOpen = false;
  for (const view of views) {
    const last = joined.at(-1);
    if (!last || !isOpen) {
      joined.push({ ...view });
      longest = view.frameCount;
    } else {
      if (view.frameCount > longest) {
        Object.assign(last, { kind: view.kind, source: view.source });
        longest = view.frameCount;
      }
      last.frameCount += view.frameCount;
    }
    isOpen = (joined.at(-1)?.frameCount ?? 0) < leastFrames;
  }
  return joined;
}

function joinAlike(plan: ExportPlan): SpanView[] {
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

/** Of a composition the source that lies lowest. */
function mainSource({ scene, into }: Composition): number | null {
  const [layer] = [...scene.layers, ...(into?.scene.layers ?? [])];
  return layer?.pictures.source ?? null;
}

function viewSpan({ firstFrame, frameCount, ...span }: Span): SpanView {
  if (span.kind === 'copy') return { kind: 'copy', source: span.source, firstFrame, frameCount };
  if (span.kind === 'compose')
    return { kind: 'encode', source: mainSource(span.composition), firstFrame, frameCount };
  const { pictures } = span;
  return pictures.kind === 'black'
    ? { kind: 'black', source: null, firstFrame, frameCount }
    : { kind: 'encode', source: pictures.source, firstFrame, frameCount };
}
