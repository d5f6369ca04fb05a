import type { Angle } from '../../../contract/project-angle.ts';
import { angleOf, nameOfShown } from '../../../edit/source-time.ts';
import type { TakeRange } from '../../../edit/edit.ts';
import type { Programme } from '../../../edit/programme.ts';
import type { Gap } from '../model/take.ts';
import type { LaidEdit } from '../player/steering.ts';
import type { TimelineLayout } from './layout.ts';
import type { Palette } from './palette.ts';
import type { PictureStore } from './picture-store.ts';
import { xOf, type Viewport } from './viewport.ts';

/** What is chosen on the timeline. Cuts are named by the shot they lie in front of. */
export type Selection =
  | { readonly kind: 'shot'; readonly index: number }
  | { readonly kind: 'cut'; readonly index: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/** Where what is chosen lies, in programme frames. */
export function partOf(
  selection: Selection | undefined,
  { starts, total }: Programme,
): { readonly from: number; readonly to: number } | undefined {
  if (selection === undefined || selection.kind === 'range') return selection;
  const from = starts[selection.index] ?? 0;
  return { from, to: selection.kind === 'cut' ? from : (starts[selection.index + 1] ?? total) };
}

/** Everything that the standing picture of the timeline is made of. */
export interface Scene {
  readonly score: LaidEdit;
  readonly view: Viewport;
  readonly layout: TimelineLayout;
  readonly palette: Palette;
  readonly pictures: PictureStore;
  readonly selection: Selection | undefined;
  /** Where cameras are shown that have recorded nothing there. */
  readonly gaps: readonly Gap[];
  /** What of the take each angle has recorded, by id, in frames; those whose length nobody has told are missing. */
  readonly recorded: ReadonlyMap<string, TakeRange>;
}

/** One shot as it is drawn: its edges in pixels, cut off at the window. */
export interface DrawnShot {
  readonly index: number;
  readonly angle: Angle;
  readonly angleIndex: number;
  /** What is shown, as people call it. */
  readonly name: string;
  readonly isLayout: boolean;
  readonly x: number;
  readonly right: number;
  readonly isSilent: boolean;
  /** The programme frame it begins at. */
  readonly start: number;
}

/** The shots in the window, from left to right. */
export function visibleShots({ score, view }: Scene): readonly DrawnShot[] {
  const { shots, starts, total } = score.programme;
  const until = view.left + view.width / view.scale;
  const drawn: DrawnShot[] = [];
  for (let index = firstVisible(starts, view.left); index < shots.length; index++) {
    const [shot, start] = [shots[index], starts[index] ?? 0];
    if (!shot || start > until) break;
    // A layout is drawn as its first angle, under its own name.
    const angle = angleOf(score.edit, shot);
    if (!angle) continue;
    const angleIndex = score.edit.angles.indexOf(angle);
    const name = nameOfShown(score.edit, shot.angleId);
    const right = xOf(view, starts[index + 1] ?? total);
    const isLayout = angle.id !== shot.angleId;
    drawn.push({
      ...{ index, angle, angleIndex, name, isLayout, x: xOf(view, start), right, start },
      isSilent: shot.isSilent,
    });
  }
  return drawn;
}

function firstVisible(starts: readonly number[], left: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= left) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
