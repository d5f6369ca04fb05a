import type { ConfigV1Input } from '../../src/contract/config/config-v1.ts';
import { seededRandom } from '../media/oracle/seeded-random.ts';
import { cameras, frameRate, type Shape } from './footage.ts';

/** A stretch of the take shown from one camera; seconds. */
export interface Stretch {
  readonly camera: number;
  readonly start: number;
  readonly end: number;
}

/** Cuts at seeded instants to the millisecond, off the frame grid, never twice to the same camera. */
export function switches(seconds: number, cuts: number): Stretch[] {
  const random = seededRandom(7);
  const instants = Array.from(
    { length: cuts },
    () => Math.round((1 + random() * (seconds - 2)) * 1000) / 1000,
  );
  const times = [0, ...new Set(instants.sort((a, b) => a - b)), seconds];
  let camera = 0;
  return times.slice(0, -1).map((start, i) => {
    camera = (camera + 1 + Math.floor(random() * (cameras.length - 1))) % cameras.length;
    return { camera, start, end: times[i + 1] ?? seconds };
  });
}

/** The same list with the cut in its middle moved a little earlier. */
export function withOneCutMoved(stretches: readonly Stretch[]): Stretch[] {
  const moved = Math.floor(stretches.length / 2);
  const before = stretches[moved - 1];
  if (!before) return [...stretches];
  const at = before.end - Math.min(0.7, (before.end - before.start) / 2);
  return stretches.map((stretch, i) => {
    if (i === moved - 1) return { ...stretch, end: at };
    return i === moved ? { ...stretch, start: at } : stretch;
  });
}

/** What of a cut list is seen between two seconds of the programme, which is the take from its beginning. */
export function stretchesWithin(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
  return stretches
    .map(({ camera, start, end }) => ({ camera, start: Math.max(start, from), end: Math.min(end, to) }))
    .filter(({ start, end }) => end > start);
}

export function configOf(
  stretches: readonly Stretch[],
  { id, codec, size }: { id: string; codec: 'copy' | 'h264'; size: Shape['size'] },
): ConfigV1Input {
  return {
    version: 1,
    id,
    projectName: 'Benchmark',
    sources: cameras.map((filePath, i) => ({ id: `camera-${i + 1}`, name: `Camera ${i + 1}`, filePath })),
    segments: stretches.map(({ camera, start, end }) => ({
      sourceIndex: camera,
      startTime: start,
      endTime: end,
      audioFromSource: true,
    })),
    output: { format: 'mp4', ...size, fps: frameRate, codec, includeAudio: true },
  };
}
