import type { CutroomClient } from '../../../client/index.ts';
import type { Edit } from '../../../edit/edit.ts';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { filesOfRecording, hasFile } from '../../../contract/footage/recording-files.ts';
import { compareFiles, layFiles } from '../model/angles.ts';
import { followTake } from '../model/take.ts';
import type { Studio } from '../state/studio-context.ts';
import { filesToLay, learnFiles } from './known-files.ts';

/**
 * Lets a camera or a recorder go on in a further file: at its place by name where its files are in that order, else at
 * the end. Rejects where the file cannot be read.
 */
export async function addToRecording(
  client: CutroomClient,
  studio: Studio,
  { recordingId, filePath }: { readonly recordingId: string; readonly filePath: string },
): Promise<void> {
  const names = namesIn(studio.store.getState().edit, recordingId);
  await learnFiles(client, studio, [...names, filePath]);
  studio.store.change((edit) => {
    const now = namesIn(edit, recordingId);
    if (now.length === 0 || recordingsIn(edit).some((one) => hasFile(one, filePath))) return edit;
    const laid = layFiles(edit, recordingId, filesToLay(studio, withName(now, filePath)));
    return followTake(edit, laid, studio.lengths);
  });
}

function namesIn(edit: Edit, recordingId: string): readonly string[] {
  const recording = recordingsIn(edit).find(({ id }) => id === recordingId);
  return recording ? filesOfRecording(recording).map(({ filePath }) => filePath) : [];
}

function withName(names: readonly string[], filePath: string): readonly string[] {
  const isSorted = names.every(
    (name, index) => index === 0 || compareFiles(names[index - 1] ?? '', name) <= 0,
  );
  const place = isSorted ? names.findIndex((name) => compareFiles(name, filePath) > 0) : -1;
  return place < 0 ? [...names, filePath] : names.toSpliced(place, 0, filePath);
}
