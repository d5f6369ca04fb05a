import { performance } from 'node:perf_hooks';
import type { RenderOutcome, RenderUpdate } from '../../contract/exports/render-port.ts';
import type { ExportOutput, ExportStatus } from '../../contract/exports/status.ts';
import { clockText, countText, sizeText } from '../words/progress-text.ts';
import { problemText } from '../words/problem-text.ts';
import { showProgress } from '../show-progress.ts';
import { finalStatus, firstUpdate, statusOfUpdate, type Run } from './status-of-render.ts';
import { writeLine, type Terminal } from '../terminal.ts';

/** Tells how one run goes: to a person, or to a program. */
export interface RunReporter {
  readonly update: (update: RenderUpdate) => void;
  /** `outPath`: where the finished file lies now. */
  readonly finish: (outcome: RenderOutcome, outPath: string) => void;
}

/** Between two status lines of one stage, in milliseconds: about ten a second at most. */
const statusMs = 100;

/** One status object a line on stdout, and the report of a completed run as the last line. */
export function jsonReporter(run: Run, { out }: Terminal): RunReporter {
  let last: ExportStatus = statusOfUpdate(run, firstUpdate, 1);
  let writtenAt = -Infinity;
  let writtenStage = '';
  return {
    update: (update) => {
      const now = performance.now();
      const isDue = now - writtenAt >= statusMs || update.stage !== writtenStage;
      // Numbered as written: a reader sees no holes.
      last = statusOfUpdate(run, update, last.seq + (isDue ? 1 : 0));
      if (!isDue) return;
      [writtenAt, writtenStage] = [now, update.stage];
      writeLine(out, JSON.stringify(last));
    },
    finish: (outcome) => {
      writeLine(out, JSON.stringify(finalStatus(last, outcome, new Date().toISOString())));
      if (outcome.kind === 'completed') writeLine(out, JSON.stringify(outcome.report));
    },
  };
}

/** A bar or log lines on stderr, one line about the result on stdout. */
export function humanReporter({ out, err }: Terminal): RunReporter {
  const display = showProgress(err);
  let isPlanTold = false;
  return {
    update: (update) => {
      if (update.plan !== undefined && !isPlanTold) {
        isPlanTold = true;
        display.end();
        writeLine(err, update.plan.summary);
      }
      display.update(update);
    },
    finish: (outcome, outPath) => {
      display.end();
      if (outcome.kind === 'stopped') return writeLine(err, 'cutroom: cancelled; nothing was left behind.');
      for (const { message } of outcome.warnings) writeLine(err, `warning: ${message}`);
      if (outcome.kind === 'failed') for (const text of failureTexts(outcome)) writeLine(err, text);
      else writeLine(out, resultText(outcome, outPath));
      const others = outcome.kind === 'failed' ? outcome.outputs : outcome.outputs?.slice(1);
      for (const { id, output, state } of others ?? [])
        if (output && state === 'completed') writeLine(out, `  and ${id}: ${factsOf(output).join(', ')}`);
    },
  };
}

/** Of several files each that is not there is named, with what stood against it. */
function failureTexts({ problem, outputs = [] }: Extract<RenderOutcome, { kind: 'failed' }>): string[] {
  const failed = outputs.flatMap(({ id, problem: own }) => (own ? [{ id, own }] : []));
  if (outputs.length < 2 || failed.length === 0) return [problemText(problem)];
  return failed.map(({ id, own }) => problemText({ ...own, message: `${id}: ${own.message}` }));
}

function resultText(
  { output, report }: Extract<RenderOutcome, { kind: 'completed' }>,
  outPath: string,
): string {
  const facts = [...factsOf(output), `${report.checks.length} checks passed`];
  return `${outPath}: ${facts.join(', ')}`;
}

function factsOf({
  frames,
  durationSeconds,
  width,
  height,
  videoCodec,
  audioCodec,
  bytes,
}: ExportOutput): string[] {
  const codecs = [videoCodec, audioCodec].filter((codec) => codec !== null && codec !== 'none');
  return [
    ...(frames > 0 ? [`${countText(frames)} ${frames === 1 ? 'frame' : 'frames'}`] : []),
    ...(durationSeconds > 0 ? [clockText(durationSeconds)] : []),
    ...(width > 0 ? [`${width} × ${height}`] : []),
    codecs.join(' + '),
    sizeText(bytes),
  ];
}
