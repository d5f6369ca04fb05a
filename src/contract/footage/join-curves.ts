import { filesOfRecording, type Recorded } from './recording-files.ts';

/** Values at a steady rate, from the beginning of a file or of a recording on. */
export interface Curve {
  readonly values: Uint8Array;
  readonly perSecond: number;
}

/**
 * A curve of a whole recording, made of those of its files; `nothing` stands where a file has none. Undefined where none
 * has one.
 */
export function joinCurves(
  recording: Recorded,
  curveOf: (filePath: string) => Curve | undefined,
  nothing: number,
): Curve | undefined {
  const files = filesOfRecording(recording);
  const [first] = files;
  if (files.length === 1) return first && curveOf(first.filePath);
  const known = files.flatMap(({ filePath, startsAt }) => {
    const curve = curveOf(filePath);
    return curve ? [{ curve, startsAt }] : [];
  });
  const perSecond = known[0]?.curve.perSecond;
  if (perSecond === undefined) return undefined;
  const placed = known.map(({ curve, startsAt }) => ({
    values: curve.values,
    at: Math.round(startsAt * perSecond),
  }));
  const values = new Uint8Array(Math.max(...placed.map(({ at, values: own }) => at + own.length))).fill(
    nothing,
  );
  // In their order: where a file's sound is a little longer than its picture, the next one counts.
  for (const { values: own, at } of placed) values.set(own, at);
  return { values, perSecond };
}
