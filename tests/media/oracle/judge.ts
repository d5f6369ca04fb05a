import { toFloat } from './exact.ts';
import { checkSound, type SoundVerdict } from './check-sound.ts';
import { describeCode } from './frame-code.ts';
import { decodeCodes, decodeSound, readTimes, type ActivePicture } from './read-output.ts';
import { expectedCodes, type CutList } from './time-model.ts';

export interface Verdict {
  readonly frames: { readonly expected: number; readonly found: number };
  readonly wrongFrames: readonly {
    readonly frame: number;
    readonly expected: number;
    readonly found: number | undefined;
  }[];
  readonly offGrid: number;
  readonly maxTimeErrorSeconds: number;
  readonly isDecodeOrderRising: boolean;
  readonly decoderMessages: string;
  readonly sound: SoundVerdict | undefined;
  /** How much longer the sound is than the picture, in seconds. */
  readonly soundExcessSeconds: number;
}

export interface JudgeOptions {
  readonly active?: ActivePicture;
  /** Coarsest timestamp of the container, in seconds: 1 ms in WebM. */
  readonly tickSeconds?: number;
}

/** Compares a finished file with the time model, frame by frame and window by window. */
export async function judge(path: string, list: CutList, options: JudgeOptions = {}): Promise<Verdict> {
  const expected = expectedCodes(list);
  const { codes, messages } = await decodeCodes(path, options.active);
  const times = await readTimes(path);
  const frame = 1 / toFloat(list.rate);
  const errors = times.pts.map((pts, k) => Math.abs(pts - k * frame));
  const wrongFrames = expected.flatMap((code, k) =>
    codes[k] === code ? [] : [{ frame: k, expected: code, found: codes[k] }],
  );
  const tick = options.tickSeconds ?? 0.00002;
  return {
    frames: { expected: expected.length, found: codes.length },
    wrongFrames,
    offGrid: errors.filter((error) => error > tick).length,
    maxTimeErrorSeconds: errors.reduce((a, b) => Math.max(a, b), 0),
    isDecodeOrderRising: times.isDecodeOrderRising,
    decoderMessages: messages,
    sound: list.includeAudio ? checkSound(await decodeSound(path), list) : undefined,
    soundExcessSeconds: times.soundSeconds === undefined ? 0 : times.soundSeconds - expected.length * frame,
  };
}

/** Everything that is wrong, in words; empty when the file is exact. */
export function complaints(verdict: Verdict, list: CutList): string[] {
  const { frames, wrongFrames, sound } = verdict;
  const found: (string | false)[] = [
    frames.expected !== frames.found && `${frames.found} frames instead of ${frames.expected}`,
    wrongFrames.length > 0 &&
      `${wrongFrames.length} wrong frames, first ${wrongFrames.slice(0, 3).map(describeWrong).join('; ')}`,
    verdict.offGrid > 0 &&
      `${verdict.offGrid} timestamps off the grid, by up to ${verdict.maxTimeErrorSeconds} s`,
    !verdict.isDecodeOrderRising && 'decode times do not rise',
    verdict.decoderMessages !== '' && `the decoder said: ${verdict.decoderMessages.slice(0, 300)}`,
    Math.abs(verdict.soundExcessSeconds) > 1 / toFloat(list.rate) &&
      list.includeAudio &&
      `the sound is ${verdict.soundExcessSeconds.toFixed(4)} s longer than the picture`,
    sound !== undefined &&
      sound.wrong.length > 0 &&
      `sound: ${sound.wrong.slice(0, 3).join('; ')} (${sound.wrong.length} of ${sound.windows} windows)`,
    sound !== undefined &&
      sound.maxOffsetSeconds > 0.001 &&
      `sound is off by ${(1000 * sound.maxOffsetSeconds).toFixed(2)} ms`,
  ];
  return found.filter((complaint): complaint is string => complaint !== false);
}

function describeWrong(wrong: Verdict['wrongFrames'][number]): string {
  return `${wrong.frame}: ${describeCode(wrong.found)} instead of ${describeCode(wrong.expected)}`;
}
