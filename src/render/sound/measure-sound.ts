import {
  measureLoudnessArgs,
  parseLoudness,
  type MeasuredLoudness,
} from '../../ffmpeg/sound/loudness-args.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';

/** What FFmpeg's own meter says of the sound of a file of ours, decoded as a player does. */
export async function measureSound(
  context: ChildContext,
  { path, label }: { readonly path: string; readonly label: string },
): Promise<MeasuredLoudness> {
  const words = await runChild(context, {
    label,
    reads: [path],
    writes: [],
    args: () => measureLoudnessArgs(path),
  });
  const measured = parseLoudness(words);
  if (!measured) throw new Error('FFmpeg did not say how loud the sound is');
  return measured;
}
