import { kindOfFile } from '../../../contract/footage/footage-kinds.ts';
import type { Angle } from '../../../contract/project-angle.ts';
import { changeFinish, addRecorder } from '../episode/change-finish.ts';
import type { Edit } from '../../../edit/edit.ts';
import { nameFrom } from '../../words/file-names.ts';

/** What a file that has arrived is to the edit: a camera unless its name says something else. */
export function isPictureOrCaptions(filePath: string): boolean {
  const kind = kindOfFile(filePath);
  return kind === 'picture' || kind === 'captions';
}

/** Puts a picture over the programme as its logo, or takes captions to it. */
export function bringBeside(edit: Edit, filePath: string): Edit {
  if (kindOfFile(filePath) === 'captions') {
    return changeFinish(edit, { captions: { filePath, burn: edit.finish.captions?.burn ?? false } });
  }
  if (edit.finish.logos.some((logo) => logo.filePath === filePath)) return edit;
  const logo = {
    ...{ id: crypto.randomUUID(), filePath, from: 0 },
    ...{ anchor: 'top-right' as const, width: 0.12, opacity: 1 },
  };
  return changeFinish(edit, { logos: [...edit.finish.logos, logo] });
}

/** Takes a recording of sound alone to the edit. */
export function bringRecorder(edit: Edit, filePath: string): Edit {
  return addRecorder(edit, newAngle(filePath));
}

/** A recording of which nothing is known but its file. */
export function newAngle(filePath: string): Angle {
  return {
    ...{ id: crypto.randomUUID(), name: nameFrom(filePath), filePath },
    ...{ offsetSeconds: 0, driftPpm: 0, sync: 'none' },
  };
}
