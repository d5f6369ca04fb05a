import { hasFile } from '../../../contract/footage/recording-files.ts';
import type { Angle } from '../../../contract/project-angle.ts';
import type { Finish, MusicPiece, ProgrammeSound, TrackSettings } from '../../../contract/project-finish.ts';
import type { Edit } from '../../../edit/edit.ts';
import { compareFiles } from '../model/angles.ts';
import { settingsOf } from '../../../edit/heard-sound.ts';

/** Changes to what makes an episode of a cut; each answers a new edit. */

export function changeFinish(edit: Edit, change: Partial<Finish>): Edit {
  return { ...edit, finish: { ...edit.finish, ...change } };
}

export function changeSound(edit: Edit, change: Partial<ProgrammeSound>): Edit {
  return changeFinish(edit, { sound: { ...edit.finish.sound, ...change } });
}

/** Chooses what is heard; `trackId` only with `one`. */
export function chooseSound(edit: Edit, mode: ProgrammeSound['mode'], trackId?: string): Edit {
  const { trackId: _, ...sound } = edit.finish.sound;
  return changeFinish(edit, { sound: { ...sound, mode, ...(trackId !== undefined && { trackId }) } });
}

/** Changes how one recording is heard. */
export function changeTrack(edit: Edit, id: string, change: Partial<TrackSettings>): Edit {
  const settings = { ...settingsOf(edit, id), ...change };
  const others = edit.finish.sound.tracks.filter((track) => track.id !== id);
  return changeSound(edit, { tracks: [...others, settings] });
}

/** Recorders are in the order of their files' names, whichever arrives first. */
export function addRecorder(edit: Edit, recorder: Angle): Edit {
  const { recorders } = edit.finish;
  if (recorders.some((one) => hasFile(one, recorder.filePath))) return edit;
  const ordered = [...recorders, recorder].sort((a, b) => compareFiles(a.filePath, b.filePath));
  return changeFinish(edit, { recorders: ordered });
}

/** Takes a recorder out; where it alone was heard, the best one is again. */
export function removeRecorder(edit: Edit, id: string): Edit {
  const rest = changeFinish(edit, { recorders: edit.finish.recorders.filter((one) => one.id !== id) });
  return edit.finish.sound.trackId === id ? chooseSound(rest, 'best') : rest;
}

/** Plays a file under the programme, ducked while somebody speaks. */
export function addMusic(edit: Edit, piece: Pick<MusicPiece, 'id' | 'name' | 'filePath' | 'from'>): Edit {
  const ordinary = { gainDb: -14, duckDb: 12, isLooped: false, fadeIn: 1, fadeOut: 3 };
  return changeSound(edit, { music: [...edit.finish.sound.music, { ...piece, ...ordinary }] });
}

/** Makes music of what was taken for a recorder. */
export function recorderAsMusic(edit: Edit, id: string): Edit {
  const recorder = edit.finish.recorders.find((one) => one.id === id);
  if (!recorder) return edit;
  const { name, filePath } = recorder;
  return addMusic(removeRecorder(edit, id), { id, name, filePath, from: 0 });
}

export function changeMusic(edit: Edit, id: string, change: Partial<MusicPiece>): Edit {
  const music = edit.finish.sound.music.map((piece) => (piece.id === id ? { ...piece, ...change } : piece));
  return changeSound(edit, { music });
}

export function removeMusic(edit: Edit, id: string): Edit {
  return changeSound(edit, { music: edit.finish.sound.music.filter((piece) => piece.id !== id) });
}
