import type { SourceProbe } from '../../contract/footage/media.ts';
import type { DoctorCheck } from '../doctor-checks.ts';
import { clockText, sizeText } from './progress-text.ts';

const marks = { good: '✓', poor: '!', bad: '✗' } as const;

/** The checks as a table, what to do under each that needs it, and a last line that says how things stand. */
export function machineText(checks: readonly DoctorCheck[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, detail, fix }) => {
    const line = `${marks[state]} ${name.padEnd(width)}  ${detail}`;
    return fix === undefined ? [line] : [line, `${' '.repeat(width + 4)}→ ${fix}`];
  });
  return [...lines, '', verdict(checks)].join('\n');
}

function verdict(checks: readonly DoctorCheck[]): string {
  const bad = checks.filter(({ state }) => state === 'bad').map(({ name }) => name);
  if (bad.length > 0) return `Cutroom cannot export here: ${bad.join(', ')}.`;
  const poor = checks.filter(({ state }) => state === 'poor').length;
  return poor === 0
    ? 'Everything Cutroom needs is here.'
    : 'Cutroom can export here, with the limits marked "!".';
}

/** What a file is, which of its tracks are used, and what Cutroom will do with it. */
export function probeText(probe: SourceProbe): string {
  const sound = probe.hasAudio ? 'with sound' : 'without sound';
  const rate = `${Number(probe.fps.toFixed(3))} fps${probe.isVariableFrameRate ? ' (variable)' : ''}`;
  return [
    probe.filePath,
    `  ${probe.container}, ${sizeText(probe.bytes)}, ${clockText(probe.durationSeconds)}`,
    `  ${probe.width} × ${probe.height}, ${rate}, ${sound}`,
    '',
    ...probe.tracks.map((track) => {
      const used = track.isUsed ? 'used' : '';
      return `  track ${track.index}  ${track.kind.padEnd(5)}  ${used.padEnd(4)}  ${track.codec}: ${track.description}`;
    }),
    ...(probe.notes.length === 0 ? [] : ['', ...probe.notes.map((note) => `  ${note}`)]),
  ].join('\n');
}
