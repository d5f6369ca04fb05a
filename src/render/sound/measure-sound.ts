import { decodeToMeasureArgs, type MeasuredLoudness } from '../../ffmpeg/sound/loudness-args.ts';
import { HighestPeak } from '../../mix/highest-peak.ts';
import { IntegratedLoudness } from '../../mix/integrated-loudness.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';

export interface SoundToMeasure {
  readonly path: string;
  /** For the log. */
  readonly label: string;
  /** Frames `[from, to)` of what the decoder gives; all of it unless told. */
  readonly heard?: { readonly from: number; readonly to: number };
}

const frameBytes = 2 * Float32Array.BYTES_PER_ELEMENT;

/** What our meter says of the sound of a file of ours, decoded as a player does: in a quarter of the time that FFmpeg's takes. */
export async function measureSound(
  context: ChildContext,
  { path, label, heard }: SoundToMeasure,
): Promise<MeasuredLoudness> {
  const loudness = new IntegratedLoudness();
  const peak = new HighestPeak();
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  await runChild(context, {
    label,
    reads: [path],
    writes: [],
    args: () => decodeToMeasureArgs(path),
    onData: async (bytes) => {
      const all = Buffer.concat([rest, bytes]);
      const whole = all.length - (all.length % frameBytes);
      rest = all.subarray(whole);
      // A copy begins at a multiple of four, which floats need.
      const decoded = new Float32Array(new Uint8Array(all.subarray(0, whole)).buffer);
      const { from, to } = heard ?? { from: 0, to: Infinity };
      const samples = decoded.subarray(2 * Math.max(0, from - position), 2 * Math.max(0, to - position));
      position += decoded.length / 2;
      loudness.push(samples);
      peak.push(samples);
    },
  });
  return { loudness: loudness.integrated(), truePeak: peak.decibels() };
}
