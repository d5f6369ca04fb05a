/** Heights of the timeline's parts from top to bottom, in pixels. */
export interface TimelineLayout {
  readonly ruler: Band;
  readonly shots: Band;
  readonly sound: Band;
  readonly lanes: readonly Band[];
  readonly height: number;
}

export interface Band {
  readonly top: number;
  readonly height: number;
}

/** The lanes together are never higher than this, in pixels, however many angles there are, unless somebody wants it. */
const lanesHeight = 88;
/** What somebody can add to the usual height at most, in pixels. */
export const mostExtra = 420;

/** `extra`: pixels that somebody has added to the usual height; most of them go to the lanes. */
export function layoutFor(angles: number, extra = 0): TimelineLayout {
  const ruler = { top: 0, height: 26 };
  const shots = { top: 30, height: 66 + Math.round(extra * 0.2) };
  const sound = { top: shots.top + shots.height + 4, height: 44 + Math.round(extra * 0.1) };
  const first = sound.top + sound.height + 8;
  const rest = extra - (shots.height - 66) - (sound.height - 44);
  const pitch = Math.min(22 + rest / Math.max(1, angles), (lanesHeight + rest) / Math.max(1, angles));
  const lanes = Array.from({ length: angles }, (_, index) => ({
    top: first + index * pitch,
    height: Math.max(1, pitch - (pitch > 6 ? 3 : 1)),
  }));
  return { ruler, shots, sound, lanes, height: first + angles * pitch + 6 };
}

export function isWithin({ top, height }: Band, y: number): boolean {
  return y >= top && y < top + height;
}

const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400,
] as const;

/** Seconds from one label of the ruler to the next; frames where seconds are far apart. `null`: count frames. */
export function rulerStep(pixelsPerSecond: number, leastPixels = 84): number {
  return steps.find((step) => step * pixelsPerSecond >= leastPixels) ?? 86_400;
}
