import { judgeSound } from './judge-sound.ts';
import type { SoundVerdict } from './judge-sound.ts';
import { probeFile } from '../footage/probe-packets.ts';
import type { ProbedFile } from '../footage/probe-packets.ts';
import { judgeTimes } from './judge-times.ts';
import type { TimesVerdict } from './judge-times.ts';
import { BLACK, nameCode } from './frame-code.ts';
import { codeAt, readPicture, rectanglesOf } from './read-picture.ts';
import type { PictureReading } from './read-picture.ts';
import { timeModel } from './time-model.ts';
import type { FrameTarget } from './time-model.ts';
import type { JudgedEdit } from './edit.ts';

/** One output frame that does not show what it must. */
interface WrongFrame {
  readonly k: number;
  readonly clip: number;
  /** `camera 2 frame 17`, `black`, `unreadable` or `nothing`. */
  readonly expected: string;
  readonly found: string;
}

export interface Verdict {
  readonly frames: {
    readonly expected: number;
    readonly found: number;
    readonly wrong: readonly WrongFrame[];
  };
  readonly timestamps: TimesVerdict;
  readonly sound: SoundVerdict;
  /** Seconds by the file's own account, and whether picture and sound end together, to the frame. */
  readonly lengths: Lengths & { readonly agree: boolean };
  /** Everything a decoder had to say about the file. */
  readonly decoderMessages: readonly string[];
}

type Lengths = ProbedFile['lengths'];

const NOTHING_HEARD: SoundVerdict = { maxOffsetSeconds: 0, checkedWindows: 0, wrong: [] };

function codeOf(edit: JudgedEdit, source: number, ordinal: number): number {
  return ordinal === BLACK ? BLACK : (edit.sources[source]?.frames[ordinal]?.code ?? BLACK);
}

/** The codes of the frames that may be shown there. */
export function rightCodes(edit: JudgedEdit, target: FrameTarget): number[] {
  const ordinals = target.alsoRight === undefined ? [target.ordinal] : [target.ordinal, target.alsoRight];
  return ordinals.map((ordinal) => codeOf(edit, target.source, ordinal));
}

function findWrong(edit: JudgedEdit, reading: PictureReading, ofSource: readonly number[]): WrongFrame[] {
  return timeModel(edit).flatMap((target, k) => {
    const expected = rightCodes(edit, target);
    const name = nameCode(expected[0] ?? BLACK);
    if (k >= reading.frames) return [{ k, clip: target.clip, expected: name, found: 'nothing' }];
    const found = codeAt(reading, k, ofSource[target.source] ?? 0);
    return expected.includes(found) ? [] : [{ k, clip: target.clip, expected: name, found: nameCode(found) }];
  });
}

/**
 * Within one frame; a last packet of sound that is only whole beyond it is forgiven: 22 ms of AAC, or 20 ms of
 * Opus with the 6.5 ms that it needs to get going.
 */
function doAgree(edit: JudgedEdit, { picture, sound }: Lengths): boolean {
  if (!edit.includeAudio) return sound === null;
  if (picture === null || sound === null) return false;
  return Math.abs(picture - sound) <= Math.max(edit.rate.den / edit.rate.num, 0.0265) + 0.001;
}

function judgeRecording(edit: JudgedEdit, { samples }: PictureReading): SoundVerdict {
  if (samples) return judgeSound(edit, samples);
  const wrong = edit.includeAudio ? [{ clip: 0, atSeconds: 0, complaint: 'there is no sound at all' }] : [];
  return { ...NOTHING_HEARD, wrong };
}

/**
 * Decodes a finished export from its first frame to its last and holds every frame, every timestamp and
 * the sound against the contract's time model. Rejects only if ffmpeg cannot read the file at all.
 */
export async function judge(path: string, edit: JudgedEdit): Promise<Verdict> {
  const { rectangles, ofSource } = rectanglesOf(edit);
  const { picture, lengths } = await probeFile(path);
  const withSound = edit.includeAudio && lengths.sound !== null;
  const reading = await readPicture(path, rectangles, { withSound });
  return {
    frames: {
      expected: timeModel(edit).length,
      found: reading.frames,
      wrong: findWrong(edit, reading, ofSource),
    },
    timestamps: judgeTimes(picture, edit.rate),
    sound: judgeRecording(edit, reading),
    lengths: { ...lengths, agree: doAgree(edit, lengths) },
    decoderMessages: reading.messages,
  };
}
