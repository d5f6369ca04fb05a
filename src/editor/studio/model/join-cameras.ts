import { findChapters, type ListedFile } from '../../../contract/footage/chapters.ts';
import type { Angle } from '../../../contract/project-angle.ts';
import type { Edit } from '../../../edit/edit.ts';
import {
  filesOfRecording,
  hasFile,
  withFiles,
  type FileToLay,
} from '../../../contract/footage/recording-files.ts';
import { removeAngle, type Lengths } from './take.ts';

/** Cameras that are one recording, cut up by the camera. */
export interface SplitRecording {
  /** At least two, in the order of their files. */
  readonly angleIds: readonly string[];
  /** All of their files. */
  readonly filePaths: readonly string[];
}

/** The cameras whose files are one recording, by what is known of those. */
export function splitRecordingsIn({ angles }: Edit, files: readonly ListedFile[]): readonly SplitRecording[] {
  return findChapters(files).flatMap((chapters): readonly SplitRecording[] => {
    const ofRow = chapters.flatMap((filePath) => angles.find((angle) => hasFile(angle, filePath)) ?? []);
    const angleIds = [...new Set(ofRow.map(({ id }) => id))];
    const filePaths = angleIds.flatMap((id) => namesOf(angles.find((angle) => angle.id === id)));
    return angleIds.length > 1 ? [{ angleIds, filePaths }] : [];
  });
}

function namesOf(angle: Angle | undefined): readonly string[] {
  return angle ? filesOfRecording(angle).map(({ filePath }) => filePath) : [];
}

/**
 * Makes one camera of several: the first of them, with all of these files. It lies on the take where the first of them
 * lies that was placed; what the others showed it shows.
 */
export function joinCameras(
  edit: Edit,
  {
    angleIds: [firstId = '', ...others],
    files,
  }: { angleIds: readonly string[]; files: readonly FileToLay[] },
  lengths: Lengths,
): Edit {
  const byId = (id: string) => edit.angles.find((angle) => angle.id === id);
  const first = byId(firstId);
  if (!first || others.length === 0) return edit;
  const placed = [firstId, ...others].flatMap((id) => byId(id) ?? []).find(isPlaced);
  // Laid from its own file on, so that this stays where it lies.
  const laid = withFiles(placed ?? first, files);
  const joined = { ...laid, id: first.id, name: first.name };
  const angles = edit.angles.map((angle) => (angle.id === firstId ? joined : angle));
  const shots = edit.shots.map((shot) =>
    others.includes(shot.angleId) ? { ...shot, angleId: firstId } : shot,
  );
  return others.reduce((now, id) => removeAngle(now, id, lengths), { ...edit, angles, shots } as Edit);
}

function isPlaced({ sync, isReference = false }: Angle): boolean {
  return sync !== 'none' || isReference;
}
