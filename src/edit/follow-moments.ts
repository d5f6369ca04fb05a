import type { Finish } from '../contract/project-finish.ts';
import type { Shot } from './shot.ts';
import { nearestFrame, secondsAt, type Grid } from './grid.ts';
import { placeAt, programmeOf } from './programme.ts';

/**
 * What lies on the programme, moved so that it stays with what is said and seen there when the programme is cut
 * otherwise. What lay on a part that is gone goes to where the programme goes on.
 */
export function followMoments(
  finish: Finish,
  { before, after, grid }: { before: readonly Shot[]; after: readonly Shot[]; grid: Grid },
): Finish {
  const { titles, chapters, logos, outputs, sound } = finish;
  const isEmpty = [titles, chapters, logos, outputs, sound.music].every((list) => list.length === 0);
  if (isEmpty || after.length === 0 || before.length === 0) return finish;
  const moved = movedBy(before, after, grid);
  const span = <Item extends { from: number; to?: number | undefined }>(item: Item): Item => ({
    ...item,
    // What begins with the programme goes on doing so.
    from: item.from === 0 ? 0 : moved(item.from),
    ...(item.to !== undefined && { to: Math.max(moved(item.to), moved(item.from) + 0.1) }),
  });
  return {
    ...finish,
    titles: titles.map(span),
    logos: logos.map(span),
    sound: { ...sound, music: sound.music.map(span) },
    chapters: chapters.map((chapter) => ({ ...chapter, time: chapter.time === 0 ? 0 : moved(chapter.time) })),
    outputs: outputs.map(({ range, at, ...output }) => ({
      ...output,
      ...(range && {
        range: [moved(range[0]), Math.max(moved(range[1]), moved(range[0]) + 1)] as [number, number],
      }),
      ...(at !== undefined && { at: moved(at) }),
    })),
  };
}

/** From seconds of the programme as it was to those of the programme as it is. */
function movedBy(before: readonly Shot[], after: readonly Shot[], grid: Grid): (seconds: number) => number {
  const [was, now] = [programmeOf(before), programmeOf(after)];
  return (seconds) => {
    const frame = Math.min(nearestFrame(grid, seconds), was.total);
    const place = placeAt(was, frame);
    if (!place) return seconds;
    const candidates = [
      place.shot.from + frame - place.start,
      // The moment itself may be gone: then where the next shot begins that is still there.
      ...before.slice(place.index + 1).map(({ from }) => from),
    ];
    for (const take of candidates) {
      const found = nearestPlaceOf(take, { shots: after, starts: now.starts, frame });
      if (found !== undefined) return secondsAt(grid, found);
    }
    return secondsAt(grid, now.total);
  };
}

function nearestPlaceOf(
  take: number,
  { shots, starts, frame }: { shots: readonly Shot[]; starts: readonly number[]; frame: number },
): number | undefined {
  let best: number | undefined;
  for (const [index, { from, to }] of shots.entries()) {
    if (take < from || take > to) continue;
    const at = (starts[index] ?? 0) + take - from;
    if (best === undefined || Math.abs(at - frame) < Math.abs(best - frame)) best = at;
  }
  return best;
}
