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

/** The lanes together are never higher than this, in pixels, however many angles there are. */
const lanesHeight = 88;

export function layoutFor(angles: number): TimelineLayout {
  const ruler = { top: 0, height: 26 };
  const shots = { top: 30, height: 66 };
  const sound = { top: 100, height: 44 };
  const pitch = Math.min(22, lanesHeight / Math.max(1, angles));
  const lanes = Array.from({ length: angles }, (_, index) => ({
    top: 152 + index * pitch,
    height: Math.max(1, pitch - (pitch > 6 ? 3 : 1)),
  }));
  return { ruler, shots, sound, lanes, height: 152 + angles * pitch + 6 };
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
