import type { SourceProbe } from '../../../contract/footage/media.ts';
import type { Rendition } from '../../../contract/project.ts';

/** What of a file says how large and how fast a programme made from it is. */
export type CameraFacts = Pick<
  SourceProbe,
  'width' | 'height' | 'fps' | 'isVariableFrameRate' | 'durationSeconds'
>;

export type PictureSize = Pick<Rendition, 'width' | 'height' | 'fps'>;

const usualRates = [24, 25, 30, 50, 60] as const;

/**
 * The size and rate of the programme that all cameras together ask for: those that most of the footage has, so
 * that most of it keeps its original quality. A camera whose rate varies has a say only where all are like that.
 * Undefined where none has a picture.
 */
export function formatOf(cameras: readonly CameraFacts[]): PictureSize | undefined {
  const seen = cameras.filter(({ width, height, fps }) => width > 0 && height > 0 && fps > 0);
  const steady = seen.filter(({ isVariableFrameRate }) => !isVariableFrameRate);
  const votes = new Map<string, { size: PictureSize; seconds: number }>();
  for (const camera of steady.length > 0 ? steady : seen) {
    const size = sizeOf(camera);
    const key = `${size.width} ${size.height} ${size.fps}`;
    const seconds = (votes.get(key)?.seconds ?? 0) + camera.durationSeconds;
    votes.set(key, { size, seconds });
  }
  return [...votes.values()].sort((a, b) => b.seconds - a.seconds || pixels(b.size) - pixels(a.size))[0]
    ?.size;
}

export function hasFormat(rendition: Rendition, size: PictureSize | undefined): boolean {
  return (
    size !== undefined &&
    rendition.width === size.width &&
    rendition.height === size.height &&
    rendition.fps === size.fps
  );
}

function sizeOf({ width, height, fps, isVariableFrameRate }: CameraFacts): PictureSize {
  const exact = Math.round(fps * 1000) / 1000;
  return { width, height, fps: isVariableFrameRate ? nearestUsual(exact) : exact };
}

/** Phones write 29.87 where they mean 30. */
function nearestUsual(fps: number): number {
  const nearest = usualRates.reduce((best, rate) =>
    Math.abs(rate - fps) < Math.abs(best - fps) ? rate : best,
  );
  return Math.abs(nearest - fps) <= nearest * 0.03 ? nearest : Math.min(60, Math.max(1, fps));
}

function pixels({ width, height, fps }: PictureSize): number {
  return width * height * fps;
}
