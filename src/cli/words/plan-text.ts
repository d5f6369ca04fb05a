import { extname } from 'node:path';
import { firstFileOf, sourcesOf } from '../../contract/exports/export-request.ts';
import type { ExportConfig } from '../../contract/config/parse-config.ts';
import type { PlanPreview } from '../../contract/exports/plan-preview.ts';
import type { SpanView } from '../../contract/exports/status.ts';
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
    `  output     ${preview.width} × ${preview.height}, ${preview.frameRate} fps, ${codecs}, ${extname(firstFileOf(config)).slice(1)}`,
    `  length     ${clockText(preview.durationSeconds)}, ${countText(preview.frames)} frames`,
    `  work       ${summary.summary}`,
    `  estimate   ${timeText(preview.estimatedSeconds)}, at most ${sizeText(preview.peakDiskBytes)} on disk`,
    ...storageLines(preview),
    ...summary.reasons.map((reason) => `  because    ${reason}`),
    ...warnings.map(({ message }) => `  warning    ${message}`),
    ...spanLines(config, spans),
    ...otherLines(preview),
  ].join('\n');
}

function storageLines({ fromStorage }: PlanPreview): string[] {
  if (!fromStorage) return [];
  const { readBytes, cacheBytes } = fromStorage;
  return [`  storage    reads ${sizeText(readBytes)}, keeps ${sizeText(cacheBytes)} in the cache meanwhile`];
}

/** A line for each output behind the first, and what speaks of it alone. */
function otherLines({ outputs = [] }: PlanPreview): string[] {
  const lines = outputs.slice(1).flatMap((output) => {
    const { id, file, width, height, durationSeconds, frames, summary, warnings } = output;
    const shape = width > 0 ? `${width} × ${height}, ` : '';
    const length = frames === 1 ? 'one picture' : clockText(durationSeconds);
    return [
      `  ${id.padEnd(9)}  ${file}: ${shape}${length}; ${summary.summary}`,
      ...summary.reasons.map((reason) => `    because  ${reason}`),
      ...warnings.map(({ message }) => `    warning  ${message}`),
    ];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function spanLines(config: ExportConfig, spans: readonly SpanView[]): string[] {
  const sources = sourcesOf(config);
  const lines = spans.slice(0, mostSpans).map((span) => {
    const source = span.source === null ? undefined : sources[span.source]?.source.name;
    const first = `frame ${countText(span.firstFrame)}`.padStart(15);
    return `${first}  ${span.kind.padEnd(6)}  ${countText(span.frameCount).padStart(8)} frames  ${source ?? ''}`.trimEnd();
  });
  const more = spans.length - lines.length;
  if (more > 0) lines.push(`                 … and ${countText(more)} more spans (--json lists them all)`);
  return lines.length === 0 ? [] : ['', ...lines];
}
