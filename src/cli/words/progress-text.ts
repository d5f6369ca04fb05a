import type { Stage } from '../../contract/exports/status.ts';

/** What a progress line shows: an `ExportStatus` and a `RenderUpdate` both fit. */
export interface ProgressView {
  readonly stage: Stage;
  /** 0..1 */
  readonly progress: number;
  readonly framesDone: number;
  readonly framesTotal: number;
  /** Output seconds rendered per second. */
  readonly speed: number | null;
  readonly etaSeconds: number | null;
}

const stageWords: Record<Stage, string> = {
  queued: 'Waiting',
  probing: 'Looking at the sources',
  planning: 'Planning',
  rendering: 'Rendering',
  muxing: 'Joining picture and sound',
  verifying: 'Checking the result',
  publishing: 'Putting the file in place',
};

const widestBar = 28;
const narrowestBar = 8;

/**
 * One line of at most `columns` characters: stage, bar, percent, frames, speed and time left, as far as they
 * are known. On a narrow terminal the parts at the end go first.
 */
export function progressLine(view: ProgressView, columns: number): string {
  const percent = `${(clampShare(view.progress) * 100).toFixed(1).padStart(5)} %`;
  const head = stageWords[view.stage];
  const parts = [percent, ...progressFacts(view)];
  while (parts.length > 1 && lineLength(head, parts) + narrowestBar > columns) parts.pop();
  const room = columns - lineLength(head, parts);
  const bar = room < narrowestBar ? '' : progressBar(view.progress, Math.min(widestBar, room));
  return [head, bar, ...parts]
    .filter((part) => part !== '')
    .join('  ')
    .slice(0, Math.max(0, columns));
}

/** The same without a bar, for a log: `Rendering 48.2 %, 867 of 1,800 frames, 3.4× realtime, 40 seconds left`. */
export function progressSentence(view: ProgressView): string {
  const percent = `${(clampShare(view.progress) * 100).toFixed(1)} %`;
  return `${stageWords[view.stage]} ${[percent, ...progressFacts(view)].join(', ')}`;
}

function progressFacts({ framesDone, framesTotal, speed, etaSeconds }: ProgressView): string[] {
  const facts: string[] = [];
  if (framesTotal > 0) facts.push(`${countText(framesDone)} of ${countText(framesTotal)} frames`);
  if (speed !== null) facts.push(`${speed.toFixed(speed < 10 ? 1 : 0)}× realtime`);
  if (etaSeconds !== null) facts.push(`${timeText(etaSeconds)} left`);
  return facts;
}

/** Length of the line without its bar, the two spaces on both sides of the bar included. */
function lineLength(head: string, parts: readonly string[]): number {
  return [head, '', ...parts].join('  ').length;
}

function progressBar(progress: number, width: number): string {
  const full = Math.round(clampShare(progress) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

function clampShare(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** `53,990` */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en');
}

/** A length of time the way people say it: `40 seconds`, `about 12 minutes`, `about 2 hours 5 minutes`. */
export function timeText(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return plural(Math.round(seconds), 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${plural(minutes, 'minute')}`;
  const rest = minutes % 60;
  return `about ${plural(Math.floor(minutes / 60), 'hour')}${rest === 0 ? '' : ` ${plural(rest, 'minute')}`}`;
}

/** `954 MB`, in powers of ten as disks are sold. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1000 ** step;
  return `${step === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[step] ?? ''}`;
}

/** `1:02:03.5` or `2:03.5`: a position or length in the output. */
export function clockText(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const [hours, minutes, rest] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, tenths % 600];
  const tail = (rest / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
