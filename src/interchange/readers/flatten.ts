import type { ExchangeAngle, ExchangeShot } from '../exchange-edit.ts';

/** A clip on a track of the programme, in programme frames, and the frame of its file at its beginning. */
export interface PlacedClip {
  /** Angle's number. */
  readonly angle: number;
  /** `[start, end)` in the programme. */
  readonly start: number;
  readonly end: number;
  /** The file's frame at `start`. */
  readonly inFrame: number;
}

export interface Flattened {
  readonly shots: readonly ExchangeShot[];
  /** Frames of the programme in which nothing is. */
  readonly emptyFrames: number;
}

/** What is seen of clips on several tracks: the upper ones cover the lower. Tracks from below; gaps are closed. */
export function flatten(
  tracks: readonly (readonly PlacedClip[])[],
  angles: readonly ExchangeAngle[],
): Flattened {
  const seen = tracks.reduce<readonly PlacedClip[]>(
    (below, above) => [...above, ...below.flatMap((clip) => uncovered(clip, above))],
    [],
  );
  const inOrder = seen.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  let [last, emptyFrames] = [inOrder[0]?.start ?? 0, 0];
  const shots = inOrder.map(({ angle, start, end, inFrame }): ExchangeShot => {
    emptyFrames += Math.max(0, start - last);
    last = Math.max(last, end);
    const from = inFrame - (angles[angle]?.offset ?? 0);
    return { angle, from, to: from + end - start, isSilent: false };
  });
  return { shots, emptyFrames };
}

function uncovered(clip: PlacedClip, above: readonly PlacedClip[]): readonly PlacedClip[] {
  const covers = above
    .filter(({ start, end }) => start < clip.end && end > clip.start)
    .sort((a, b) => a.start - b.start);
  const left: PlacedClip[] = [];
  let rest: PlacedClip = clip;
  for (const { start, end } of covers) {
    if (start > rest.start) left.push({ ...rest, end: start });
    const by = Math.max(0, end - rest.start);
    rest = { ...rest, start: rest.start + by, inFrame: rest.inFrame + by };
  }
  return rest.end > rest.start ? [...left, rest] : left;
}

/** A sentence about gaps, where there are any. */
export function gapNote(frames: number): readonly string[] {
  return frames > 0 ? [`${frames} frames without a picture were left out; what follows moved up.`] : [];
}

/** Counts what cannot be carried over, and says so. */
export interface Counter {
  /** `what`: "title", or "gap of sound|gaps of sound"; `fate` what became of it, "was left out" if not said. */
  readonly add: (what: string, fate?: string) => void;
  /** "3 titles were left out." */
  readonly notes: () => readonly string[];
}

export function createCounter(): Counter {
  const counts = new Map<string, number>();
  return {
    add: (what, fate = 'was left out|were left out') => {
      const key = `${what}\n${fate}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    notes: () =>
      [...counts].map(([key, count]) => {
        const [what = '', fate = ''] = key.split('\n');
        const [one = what, many = `${one}s`] = what.split('|');
        const [was = fate, were = was] = fate.split('|');
        return count === 1 ? `1 ${one} ${was}.` : `${count} ${many} ${were}.`;
      }),
  };
}

/** The fate of what is shown as a cut instead. */
export const madeCut = 'was made a cut|were made cuts';
