import type { Verdict } from './judge.ts';

const SHOWN = 8;

/** The first few of a list, one a line, and how many more there are. */
function some(lines: readonly string[]): string[] {
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `… and ${more} more`] : [...lines];
}

/** Everything that is wrong, as sentences; none if the export is exact. */
export function complaintsOf(verdict: Verdict): string[] {
  const { frames, timestamps, sound, lengths, decoderMessages } = verdict;
  const complaints: string[] = [];
  if (frames.found !== frames.expected)
    complaints.push(`${frames.found} frames instead of ${frames.expected}`);
  complaints.push(
    ...some(
      frames.wrong.map((w) => `frame ${w.k} (clip ${w.clip}) shows ${w.found} instead of ${w.expected}`),
    ),
  );
  if (timestamps.offGrid > 0) {
    complaints.push(
      `${timestamps.offGrid} timestamps off the grid, by up to ${timestamps.maxErrorSeconds.toFixed(6)} s`,
    );
  }
  if (timestamps.backwardDts > 0) complaints.push(`${timestamps.backwardDts} decoding times do not rise`);
  complaints.push(
    ...some(sound.wrong.map((w) => `sound at ${w.atSeconds.toFixed(3)} s (clip ${w.clip}): ${w.complaint}`)),
  );
  if (!lengths.agree) complaints.push(`picture lasts ${lengths.picture} s, sound ${lengths.sound} s`);
  complaints.push(...some(decoderMessages.map((message) => `decoder: ${message}`)));
  return complaints;
}

/** Whether the export is what the contract says, to the frame and to the sample's neighbourhood. */
export function isExact(verdict: Verdict): boolean {
  return complaintsOf(verdict).length === 0;
}

/** For test output: one line if all is well, else every kind of complaint. */
export function describeVerdict(verdict: Verdict): string {
  const { frames, sound } = verdict;
  const complaints = complaintsOf(verdict);
  if (complaints.length > 0) return complaints.join('\n');
  const offset = (sound.maxOffsetSeconds * 1000).toFixed(3);
  return `exact: ${frames.found} frames, ${sound.checkedWindows} windows of sound within ${offset} ms`;
}
