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

/**
 * Channels of a recording, counted from 0, in which nothing is heard at several places where others are loud: a
 * microphone that was plugged into one side alone. None where nobody can tell. Reads a few seconds of the file.
 */
export async function findSilentChannels(
  children: Pick<Children, 'run'>,
  source: ReadSound,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { path, name, facts } = source;
  const { audio, end } = facts;
  if (!audio || audio.voices || audio.channels < 2 || audio.channels > mostChannels) return [];
  const { streamIndex, channels } = audio;
  const length = toNumber(end);
  const isShort = length <= places * seconds;
  const at = isShort
    ? [0]
    : Array.from({ length: places }, (_, i) => ((i + 0.5) / places) * length - seconds / 2);
  const ranges = soundBytesAt(source, audio, { at, seconds: isShort ? length : seconds });
  const job = { path, streamIndex, channels, at, seconds: isShort ? length : seconds };
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

function peaksOf(bytes: Uint8Array, channels: number): number[] {
  const samples = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const peaks = new Array<number>(channels).fill(0);
  for (let at = 0; at + 1 < bytes.byteLength; at += 2) {
    const channel = (at / 2) % channels;
    peaks[channel] = Math.max(peaks[channel] ?? 0, Math.abs(samples.getInt16(at, true)));
  }
  return peaks;
}
