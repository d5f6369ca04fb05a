import {
  measureLoudnessArgs,
  parseLoudness,
  type MeasuredLoudness,
} from '../../../ffmpeg/sound/loudness-args.ts';
import { isLoudEnough } from '../../sound/mixing/master-sound.ts';
import type { Mastered } from '../../sound/mixing/mastered.ts';
import { runChild, type ChildContext } from '../../child/run-child.ts';
import { check, type Check } from '../verify-output.ts';

/** LU by which a finished file may miss its loudness, and dB by which its peaks may exceed theirs. */
const tolerance = { loudness: 0.3, truePeak: 0.1 };
/** FFmpeg's meter says tenths. */
const rounding = 0.051;

/**
 * Measures the sound of a finished file with FFmpeg's own meter: it is as loud as was asked for, or as its peaks allow,
 * and keeps below the peak.
 */
export async function checkLoudness(context: ChildContext, path: string, mastered: Mastered): Promise<Check> {
  const { loudness, truePeak } = await measureByFfmpeg(context, path);
  const reached = isLoudEnough(mastered);
  const expected = reached ? mastered.target : mastered.loudness;
  const isLoud = loudness === expected || Math.abs(loudness - expected) <= tolerance.loudness + rounding;
  const isBelow = truePeak <= mastered.truePeak + tolerance.truePeak + rounding;
  const asked = reached ? `${mastered.target} LUFS` : `${mastered.target} LUFS, which its peaks do not allow`;
  const detail = `${loudness.toFixed(1)} LUFS (asked for: ${asked}), peaks at ${truePeak.toFixed(1)} dBTP (at most ${mastered.truePeak})`;
  return check('loudness', isLoud && isBelow, detail);
}

/** Another meter than the one by which it was brought to its loudness. */
async function measureByFfmpeg(context: ChildContext, path: string): Promise<MeasuredLoudness> {
  const words = await runChild(context, {
    label: 'loudness of the finished file',
    reads: [path],
    writes: [],
    args: () => measureLoudnessArgs(path),
  });
  const measured = parseLoudness(words);
  if (!measured) throw new Error('FFmpeg did not say how loud the sound is');
  return measured;
}
