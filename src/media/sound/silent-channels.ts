import { hasExitedCleanly } from '../../supervisor/watch/child-outcome.ts';
import type { Children } from '../../children/open-children.ts';
import { hearChannelsArgs } from '../../ffmpeg/sound/hear-channels-args.ts';
import { toNumber } from '../../timeline/rational.ts';
import { soundBytesAt } from '../reading/needed-bytes.ts';
import type { ReadSound } from '../reading/read-types.ts';

/** Listened to at so many places, for so many seconds each; a shorter file is heard through. */
const places = 5;
const seconds = 1.5;

/** At 8 kHz and 16 bit, with some to spare. */
const mostBytes = 2 * 2 ** 20;

/** A channel that is never louder than this (16 bit) is an input with nothing plugged in; a voice is far above it. */
const nothing = 16;
const something = 20 * nothing;

/** More than a field recorder's four are surround sound, which is mixed by its layout. */
const mostChannels = 4;

/** A stretch of a recording, in seconds. */
export interface HeardStretch {
  readonly from: number;
  readonly to: number;
}

export interface HearingPlaces {
  readonly signal: AbortSignal;
  /** Where a file that lies elsewhere is listened to: what is fetched of it anyway. All over it unless told. */
  readonly within?: readonly HeardStretch[] | undefined;
}

/**
 * Channels of a recording, counted from 0, in which nothing is heard at several places where others are loud: a
 * microphone that was plugged into one side alone. None where nobody can tell. Reads a few seconds of the file.
 */
export async function findSilentChannels(
  children: Pick<Children, 'run'>,
  source: ReadSound,
  { signal, within }: HearingPlaces,
): Promise<readonly number[]> {
  const { path, name, facts } = source;
  const { audio, end } = facts;
  if (!audio || audio.voices || audio.channels < 2 || audio.channels > mostChannels) return [];
  const { streamIndex, channels } = audio;
  const inside = source.remote && within && within.length > 0 ? within : undefined;
  const { at, lasting } = placesOf(inside ?? [{ from: 0, to: toNumber(end) }]);
  const ranges = soundBytesAt(source, audio, { at, seconds: lasting, isWithPictures: inside !== undefined });
  const job = { path, streamIndex, channels, at, seconds: lasting };
  const { outcome } = await children.run({
    ...{ program: 'ffmpeg', kind: 'question', priority: 0, yields: false, signal, deadlineMs: 30_000 },
    label: `listening to ${name}`,
    args: () => hearChannelsArgs(job),
    uses: { reads: [path], needs: ranges && [{ path, ranges }], writes: [], size: 'medium' },
    output: { mostBytes },
  });
  if (!hasExitedCleanly(outcome) || !outcome.stdout) return [];
  const peaks = peaksOf(outcome.stdout, channels);
  if (Math.max(...peaks) < something) return [];
  return peaks.flatMap((peak, channel) => (peak <= nothing ? [channel] : []));
}

/** Evenly over all stretches, each within one where that is long enough; where they are short, from their start on. */
function placesOf(stretches: readonly HeardStretch[]): { at: readonly number[]; lasting: number } {
  const length = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const [first] = stretches;
  if (first && stretches.length === 1 && length <= places * seconds)
    return { at: [first.from], lasting: length };
  const at = Array.from({ length: places }, (_, i) => {
    let left = ((i + 0.5) / places) * length;
    for (const { from, to } of stretches) {
      if (left <= to - from) return Math.max(from, Math.min(from + left - seconds / 2, to - seconds));
      left -= to - from;
    }
    return 0;
  });
  return { at, lasting: seconds };
}

function peaksOf(bytes: Uint8Array, channels: number): number[] {
  const samples = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const peaks = new Array<number>(channels).fill(0);
  for (let at = 0; at + 1 < bytes.byteLength; at += 2) {
    const channel = (at / 2) % channels;
    peaks[channel] = Math.max(peaks[channel] ?? 0, Math.abs(samples.getInt16(at, true)));
  }
  return peaks;
}
