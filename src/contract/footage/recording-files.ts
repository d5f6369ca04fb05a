import type { Angle } from '../project-angle.ts';

/** One file of a recording. */
export interface RecordingFile {
  readonly filePath: string;
  /** Seconds of the recording at which it begins. */
  readonly startsAt: number;
}

/** What says which files a recording is made of. */
export type Recorded = Pick<Angle, 'filePath' | 'laterFiles'>;

/** The files of a recording in their order; most have one. */
export function filesOfRecording({ filePath, laterFiles = [] }: Recorded): readonly RecordingFile[] {
  return [{ filePath, startsAt: 0 }, ...laterFiles];
}

/** The names of the files of recordings, each once. */
export function fileNamesOf(recordings: readonly Recorded[]): readonly string[] {
  return [...new Set(recordings.flatMap(filesOfRecording).map(({ filePath }) => filePath))];
}

/** Whether a file belongs to a recording. */
export function hasFile(recording: Recorded, filePath: string): boolean {
  return filesOfRecording(recording).some((file) => file.filePath === filePath);
}

/** The same recording with other names for its files. */
export function withFileNames<
  One extends { readonly filePath: string; readonly laterFiles?: Recorded['laterFiles'] },
>(recording: One, rename: (filePath: string) => string): One {
  const renamed = <File extends { readonly filePath: string }>(file: File): File => ({
    ...file,
    filePath: rename(file.filePath),
  });
  const { laterFiles } = recording;
  return { ...renamed(recording), ...(laterFiles && { laterFiles: laterFiles.map(renamed) }) };
}

/** Where an instant of a recording lies in its files. */
export interface FilePlace {
  readonly filePath: string;
  /** Which of the files it is, from 0. */
  readonly file: number;
  /** Seconds of that file. */
  readonly seconds: number;
}

/**
 * Finds an instant of a recording, in seconds; what lies before the first file or after the last one lies in that.
 * Within `allowance` before a file it is in it already: instants that are the same may differ by as much.
 */
export function placeInFiles(recording: Recorded, seconds: number, allowance = 0): FilePlace {
  const { filePath, laterFiles = [] } = recording;
  const later = laterFiles.findLastIndex(({ startsAt }) => startsAt <= seconds + allowance);
  const found = laterFiles[later];
  if (!found) return { filePath, file: 0, seconds };
  return { filePath: found.filePath, file: later + 1, seconds: seconds - found.startsAt };
}

/** How long a recording is, in seconds, by how long its files are; undefined while that of the last one is not known. */
export function lengthOfRecording(
  recording: Recorded,
  lengths: ReadonlyMap<string, number>,
): number | undefined {
  const last = filesOfRecording(recording).at(-1);
  const seconds = last && lengths.get(last.filePath);
  return last && seconds !== undefined ? last.startsAt + seconds : undefined;
}

/** A file that is to belong to a recording, and where in it the next one goes on, in its own seconds. */
export interface FileToLay {
  readonly filePath: string;
  readonly passesOnAt: number;
}

/**
 * The recording made of these files instead; at least one. It moves against the take so that the first of its files that
 * stays lies where it lay.
 */
export function withFiles(angle: Angle, files: readonly FileToLay[]): Angle {
  const [first, ...rest] = files;
  if (!first) return angle;
  let startsAt = 0;
  const laterFiles = rest.map(({ filePath }, index) => {
    startsAt = micro(startsAt + (files[index]?.passesOnAt ?? 0));
    return { filePath, startsAt };
  });
  const { laterFiles: _, ...single } = angle;
  const laid = { ...single, filePath: first.filePath, ...(laterFiles.length > 0 && { laterFiles }) };
  const kept = filesOfRecording(angle).find(({ filePath }) => hasFile(laid, filePath));
  const now = filesOfRecording(laid).find(({ filePath }) => filePath === kept?.filePath);
  const moved = (now?.startsAt ?? 0) - (kept?.startsAt ?? 0);
  return moved === 0 ? laid : { ...laid, offsetSeconds: micro(angle.offsetSeconds + moved) };
}

function micro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
