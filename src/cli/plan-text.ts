import type { ExportConfig } from '../contract/parse-config.ts';
import type { PlanPreview } from '../contract/plan-preview.ts';
import type { SpanView } from '../contract/status.ts';
import { clockText, countText, sizeText, timeText } from './progress-text.ts';

/** Longer plans show their start; `--json` has all of it. */
const mostSpans = 40;

/** A plan as a person wants to read it before pressing the button. */
export function planText(config: ExportConfig, preview: PlanPreview): string {
  const { summary, spans, warnings } = preview;
  const codecs =
    preview.audioCodec === null ? preview.videoCodec : `${preview.videoCodec} + ${preview.audioCodec}`;
  return [
    `${config.projectName} (${config.id})`,
    `  output     ${preview.width} × ${preview.height}, ${preview.frameRate} fps, ${codecs}, ${config.output.format}`,
    `  length     ${clockText(preview.durationSeconds)}, ${countText(preview.frames)} frames`,
    `  work       ${summary.summary}`,
    `  estimate   ${timeText(preview.estimatedSeconds)}, at most ${sizeText(preview.peakDiskBytes)} on disk`,
    ...summary.reasons.map((reason) => `  because    ${reason}`),
    ...warnings.map(({ message }) => `  warning    ${message}`),
    ...spanLines(config, spans),
  ].join('\n');
}

function spanLines(config: ExportConfig, spans: readonly SpanView[]): string[] {
  const lines = spans.slice(0, mostSpans).map((span) => {
    const source = span.source === null ? undefined : config.sources[span.source]?.name;
    const first = `frame ${countText(span.firstFrame)}`.padStart(15);
    return `${first}  ${span.kind.padEnd(6)}  ${countText(span.frameCount).padStart(8)} frames  ${source ?? ''}`.trimEnd();
  });
  const more = spans.length - lines.length;
  if (more > 0) lines.push(`                 … and ${countText(more)} more spans (--json lists them all)`);
  return lines.length === 0 ? [] : ['', ...lines];
}
