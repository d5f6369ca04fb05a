import { cutTo, moveCut, moveEnd, removeCut, removeRange, setShotSilent } from '../model/cutting.ts';
import { takeRangeOf } from '../model/angles.ts';
import type { TakeRange } from '../model/edit.ts';
import { nextCut, placeAt, programmeOf, type Programme } from '../model/programme.ts';
import type { OpenDialog, Studio } from './studio-context.ts';

/** Everything a person can do to the cut by key, button or menu; each is one step of the history. */

export function programmeIn({ store }: Studio): Programme {
  return programmeOf(store.getState().edit.shots);
}

export function takeIn({ store, player }: Studio): TakeRange {
  return takeRangeOf(store.getState().edit, player.score?.durations ?? new Map());
}

/** Shows the angle with this number (from 0) from the playhead on. */
export function cutToAngle(studio: Studio, index: number): void {
  const angle = studio.store.getState().edit.angles[index];
  if (angle) studio.store.change((edit) => cutTo(edit, studio.player.frame, angle.id));
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

/** Shows the timeline nearer around the playhead (1), less near (−1), or the whole of it (0). */
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
