import type { SpanView } from '../../client/contract.ts';

/** One stretch to draw, in frames of the output: `[firstFrame, firstFrame + frameCount)`. */
export interface LaneStretch {
  readonly firstFrame: number;
  readonly frameCount: number;
}

export interface Lane {
  /** Index into the config's sources. */
  readonly source: number;
  readonly name: string;
  readonly copied: readonly LaneStretch[];
  readonly encoded: readonly LaneStretch[];
  readonly copiedFrames: number;
  readonly encodedFrames: number;
}

export interface LaneTimeline {
  /** One for each camera that is seen, in the order of the config. */
  readonly lanes: readonly Lane[];
  readonly black: readonly LaneStretch[];
  readonly blackFrames: number;
}

/** The spans of a plan sorted into a lane for each camera, neighbours of one kind joined. */
export function timelineFrom(
  spans: readonly SpanView[],
  sources: readonly { readonly name: string }[],
): LaneTimeline {
  const seen = new Set(spans.flatMap(({ source }) => (source === null ? [] : [source])));
  const lanes = [...seen]
    .sort((a, b) => a - b)
    .map((source): Lane => {
      const own = spans.filter((span) => span.source === source);
      const copied = stretchesOf(own, 'copy');
      const encoded = stretchesOf(own, 'encode');
      return {
        source,
        name: sources[source]?.name ?? `Camera ${source + 1}`,
        copied,
        encoded,
        copiedFrames: countFrames(copied),
        encodedFrames: countFrames(encoded),
      };
    });
  const black = stretchesOf(spans, 'black');
  return { lanes, black, blackFrames: countFrames(black) };
}

function stretchesOf(spans: readonly SpanView[], kind: SpanView['kind']): readonly LaneStretch[] {
  const joined: { firstFrame: number; frameCount: number }[] = [];
  for (const { kind: found, firstFrame, frameCount } of spans) {
    if (found !== kind) continue;
    const last = joined.at(-1);
    if (last && last.firstFrame + last.frameCount === firstFrame) last.frameCount += frameCount;
    else joined.push({ firstFrame, frameCount });
  }
  return joined;
}

function countFrames(stretches: readonly LaneStretch[]): number {
  return stretches.reduce((sum, { frameCount }) => sum + frameCount, 0);
}

/** Instants for the ruler in seconds: about five, at round places. */
export function rulerTicks(durationSeconds: number): readonly number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
  const step = steps.find((candidate) => durationSeconds / candidate <= 6) ?? 28_800;
  const count = Math.floor(durationSeconds / step + 0.01) + 1;
  return Array.from({ length: count }, (_, index) => index * step);
}
