import { cutTo, moveCut, moveEnd, removeCut, removeRange, setShotSilent } from '../model/cutting.ts';
import { addChapter } from '../episode/change-words.ts';
import { idOfLayout, withLayout, type LayoutKind } from '../episode/layout-presets.ts';
import { gridOf, secondsAt } from '../../../edit/grid.ts';
import { lengthOfRecording } from '../../../contract/footage/recording-files.ts';
import { takeRangeOf } from '../model/angles.ts';
import type { Edit, TakeRange } from '../../../edit/edit.ts';
import { fillShot, followTake, hasRecorded } from '../model/take.ts';
import { nextCut, placeAt, programmeOf, type Programme } from '../../../edit/programme.ts';
import { angleOf } from '../../../edit/source-time.ts';
import type { OpenDialog, Studio } from './studio-context.ts';

/** Everything a person can do to the cut by key, button or menu; each is one step of the history. */

export function programmeIn({ store }: Studio): Programme {
  return programmeOf(store.getState().edit.shots);
}

export function takeIn({ store, lengths }: Studio): TakeRange {
  return takeRangeOf(store.getState().edit, lengths);
}

/** Changes which cameras there are or how they lie in time; a programme that nobody has trimmed stays as long as the take. */
export function changeCameras({ store, lengths }: Studio, change: (edit: Edit) => Edit): void {
  store.change((edit) => followTake(edit, change(edit), lengths));
}

/**
 * Shows the angle with this number (from 0) from the playhead on. Where it has recorded nothing the new shot is
 * chosen, so that what can be done about it is offered.
 */
export function cutToAngle(studio: Studio, index: number): void {
  const { store, player, view, lengths } = studio;
  const angle = store.getState().edit.angles[index];
  if (!angle) return;
  const frame = player.frame;
  store.change((edit) => cutTo(edit, frame, angle.id));
  const place = placeAt(programmeIn(studio), frame);
  const at = place && { angleId: angle.id, frame: place.shot.from + frame - place.start };
  const isThere = at === undefined || hasRecorded(store.getState().edit, at.angleId, { ...at, lengths });
  view.setState({
    selection: isThere ? undefined : { kind: 'shot', index: place?.index ?? 0 },
    // How long its file is may not have been told yet.
    doubted: lengthOfRecording(angle, lengths) === undefined ? at : undefined,
    shotMenu: undefined,
  });
}

/** Chooses the shot that was cut to last, once it is known that its camera has recorded nothing there. */
export function settleDoubt({ store, view, lengths }: Studio): void {
  const { doubted, selection } = view.getState();
  const { edit } = store.getState();
  const angle = edit.angles.find(({ id }) => id === doubted?.angleId);
  if (!doubted || !angle || lengthOfRecording(angle, lengths) === undefined) return;
  view.setState({ doubted: undefined });
  const index = edit.shots.findIndex(
    ({ angleId, from, to }) => angleId === angle.id && from <= doubted.frame && doubted.frame < to,
  );
  const isGap = index >= 0 && !hasRecorded(edit, angle.id, { frame: doubted.frame, lengths });
  // Whoever has chosen something else meanwhile keeps it.
  if (isGap && selection === undefined) view.setState({ selection: { kind: 'shot', index } });
}

/** Shows several cameras at once from the playhead on. */
export function cutToLayout({ store, player, view }: Studio, kind: LayoutKind): void {
  if (store.getState().edit.angles.length < 2) return;
  const { frame } = player;
  store.change((edit) => cutTo(withLayout(edit, kind), frame, idOfLayout(kind)));
  view.setState({ selection: undefined, shotMenu: undefined });
}

/** Opens the framing of the camera that is on; of a layout, of the first one in it. */
export function frameOnAir(studio: Studio): void {
  const { edit } = studio.store.getState();
  const place = placeAt(programmeIn(studio), studio.player.frame);
  const angle = (place && angleOf(edit, place.shot)) ?? edit.angles[0];
  studio.player.pause();
  if (angle) open(studio, { kind: 'framing', angleId: angle.id });
}

/** Shows the programme as upright clips have it, or as it is. */
export function turnPicture({ view }: Studio): void {
  view.setState(({ shape }) => ({ shape: shape === 'upright' ? 'programme' : 'upright' }));
}

/** Begins a chapter at the playhead; also while it plays. */
export function markChapter({ store, player }: Studio): void {
  const seconds = secondsAt(gridOf(store.getState().edit.rendition.fps), player.frame);
  store.change((edit) => addChapter(edit, { id: crypto.randomUUID(), time: seconds }));
}

/** Shows what a shot's camera has not recorded from the others. */
export function fillGaps(studio: Studio, index: number): void {
  studio.store.change((edit) => fillShot(edit, index, studio.lengths));
  clearSelection(studio);
}

export function open(studio: Studio, dialog: OpenDialog | undefined): void {
  studio.view.setState({ dialog, shotMenu: undefined });
}

export function clearSelection({ view }: Studio): void {
  view.setState({ selection: undefined, shotMenu: undefined });
}

/** Takes away what is chosen: a part of the programme, a shot, or a cut; else the cut at the playhead. */
export function removeSelected(studio: Studio): void {
  const { store, view, player } = studio;
  const { selection } = view.getState();
  const { starts, total } = programmeIn(studio);
  clearSelection(studio);
  if (selection?.kind === 'range') return removePart(studio, selection.from, selection.to);
  if (selection?.kind === 'shot') {
    const from = starts[selection.index] ?? 0;
    return removePart(studio, from, starts[selection.index + 1] ?? total);
  }
  const index = selection?.kind === 'cut' ? selection.index : starts.indexOf(player.frame);
  if (index > 0) store.change((edit) => removeCut(edit, index));
}

function removePart({ store, player }: Studio, from: number, to: number): void {
  store.change((edit) => removeRange(edit, from, to));
  player.seek(from);
}

/** Begins or ends the chosen part of the programme at the playhead. */
export function markRange(studio: Studio, edge: 'in' | 'out'): void {
  const { selection } = studio.view.getState();
  const { total } = programmeIn(studio);
  const { frame } = studio.player;
  const marked = selection?.kind === 'range' ? selection : { from: 0, to: total };
  const from = edge === 'in' ? frame : Math.min(marked.from, frame);
  const to = edge === 'out' ? frame + 1 : Math.max(marked.to, frame + 1);
  studio.view.setState({ selection: { kind: 'range', from, to: Math.min(to, total) } });
}

/** Lets the programme begin or end at the playhead. */
export function trimHere(studio: Studio, end: 'start' | 'end'): void {
  const { frame } = studio.player;
  const to = end === 'start' ? frame : frame + 1;
  studio.store.change((edit) => moveEnd(edit, end, { to, take: takeIn(studio) }));
  if (end === 'start') studio.player.seek(0);
  clearSelection(studio);
}

/** Moves the chosen cut, else the nearest one, by frames. */
export function shiftCut(studio: Studio, frames: number): void {
  const { selection } = studio.view.getState();
  const { starts } = programmeIn(studio);
  const index = selection?.kind === 'cut' ? selection.index : nearestCut(starts, studio.player.frame);
  const at = starts[index];
  if (index < 1 || at === undefined) return;
  studio.store.change((edit) => moveCut(edit, index, { to: at + frames, take: takeIn(studio) }));
  studio.view.setState({ selection: { kind: 'cut', index } });
  const moved = programmeIn(studio).starts[index];
  if (moved !== undefined) studio.player.seek(moved);
}

function nearestCut(starts: readonly number[], frame: number): number {
  return starts.reduce((best, start, index) => {
    const isNearer = Math.abs(start - frame) < Math.abs((starts[best] ?? Infinity) - frame);
    return index > 0 && (best === 0 || isNearer) ? index : best;
  }, 0);
}

/** Goes to the cut before or after the playhead and chooses it. */
export function goToCut(studio: Studio, direction: -1 | 1): void {
  const programme = programmeIn(studio);
  const frame = nextCut(programme, studio.player.frame, direction);
  studio.player.pause();
  studio.player.seek(frame);
  const index = programme.starts.indexOf(frame);
  studio.view.setState({ selection: index > 0 ? { kind: 'cut', index } : undefined });
}

/** Zooms the timeline in around the playhead (1), out (−1), or to all of it (0). */
export function zoom({ view }: Studio, direction: -1 | 0 | 1): void {
  const { timeline } = view.getState();
  if (direction === 0) timeline?.fit();
  else timeline?.zoom(1.5 ** direction);
}

/** Turns the sound of the chosen shot, else of the one at the playhead, off or on. */
export function toggleSilence(studio: Studio): void {
  const { selection } = studio.view.getState();
  const programme = programmeIn(studio);
  const index = selection?.kind === 'shot' ? selection.index : placeAt(programme, studio.player.frame)?.index;
  const shot = index === undefined ? undefined : programme.shots[index];
  if (index !== undefined && shot) studio.store.change((edit) => setShotSilent(edit, index, !shot.isSilent));
}

export function undo(studio: Studio): void {
  studio.store.undo();
  clearSelection(studio);
}

export function redo(studio: Studio): void {
  studio.store.redo();
  clearSelection(studio);
}

/** Closes what is open, goes to a programme frame of a shot and selects the shot. */
export function goToShot({ player, view }: Studio, index: number, frame: number): void {
  player.pause();
  player.seek(frame);
  view.setState({ selection: { kind: 'shot', index }, dialog: undefined, shotMenu: undefined });
}
