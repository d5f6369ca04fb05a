import type { Problem } from '../contract/problems.ts';
import type { Rational } from '../timeline/rational.ts';

/** A file as an edit of another program names it. */
export interface ExchangeAngle {
  readonly id: string;
  /** What people call the camera. */
  readonly name: string;
  /** A file of the library, or what the other program knew it as; its last part is its name there. */
  readonly filePath: string;
  /** The frame of the file that is seen at frame 0 of the take; negative where it began later. */
  readonly offset: number;
  /** The time code of the file's first frame, in frames. */
  readonly startTimecode: number;
  /** Frames of the file; undefined where nobody said. */
  readonly length: number | undefined;
  readonly hasPicture: boolean;
}

/** A stretch of the take, in frames, `[from, to)`, shown from one angle. */
export interface ExchangeShot {
  /** The angle's number. */
  readonly angle: number;
  readonly from: number;
  readonly to: number;
  readonly isSilent: boolean;
}

/**
 * An edit as every format can tell it: all times are whole frames of the programme's rate. Shots follow one another in
 * the programme.
 */
export interface ExchangeEdit {
  readonly name: string;
  /** Frames per second, exactly. */
  readonly rate: Rational;
  readonly isDropFrame: boolean;
  /** The time code of the programme's first frame, in frames. */
  readonly startTimecode: number;
  readonly width: number;
  readonly height: number;
  readonly angles: readonly ExchangeAngle[];
  readonly shots: readonly ExchangeShot[];
}

/** What a reader made of a file, and in sentences what it could not carry over. */
export type ReadEdit =
  | { readonly isOk: true; readonly edit: ExchangeEdit; readonly notes: readonly string[] }
  | { readonly isOk: false; readonly problem: Problem };

/** A file for another program, and in sentences what it does not say. */
export interface WrittenEdit {
  readonly text: string;
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** What people call the file. */
  readonly fileName: string;
  /** Of formats that do not say it (EDL), as people write it: 29.97. */
  readonly fps: number | undefined;
}

export function unreadable(fileName: string, why: string): ReadEdit {
  return {
    isOk: false,
    problem: {
      code: 'INVALID_REQUEST',
      message: `${fileName} cannot be imported: ${why}.`,
      hint: 'Export it again as FCPXML, Final Cut Pro XML, OTIO or EDL.',
    },
  };
}

/** The frame of an angle's file that a frame of the take shows. */
export function sourceFrame(angle: ExchangeAngle, frame: number): number {
  return angle.offset + frame;
}

/** Where each shot begins in the programme, in frames, and its whole length at the end. */
export function startsOf(shots: readonly ExchangeShot[]): readonly number[] {
  const starts = [0];
  for (const { from, to } of shots) starts.push((starts.at(-1) ?? 0) + to - from);
  return starts;
}

/** How long each file is at least: what is said of it, else up to the last frame that is used. */
export function lengthsOf({ angles, shots }: ExchangeEdit): readonly number[] {
  const lengths = angles.map(({ length }) => length ?? 1);
  for (const { angle: index, to } of shots) {
    const angle = angles[index];
    if (angle?.length === undefined && angle)
      lengths[index] = Math.max(lengths[index] ?? 1, sourceFrame(angle, to));
  }
  return lengths;
}

/** `cam 1.mp4` of a path or URL. */
export function lastPartOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
