/**
 * Starting one more child costs about as much as encoding this many pixels (0.2 s at 85 frames of 1280×720
 * a second, the slowest case measured on two cores).
 */
const pixelsPerChild = 0.2 * 85 * 1280 * 720;

/** Whether a copy of so many frames saves more than the children around it cost. */
export function isCopyLongEnough(frames: number, pixelsPerFrame: number): boolean {
  const breakEven = Math.ceil(pixelsPerChild / Math.max(1, pixelsPerFrame));
  return frames >= Math.min(24, Math.max(2, breakEven));
}

/**
 * Whether a plan with copies is worth the more delicate splice: where fewer than one frame in fifty is
 * copied, encoding everything costs hardly more and gives a plainer file.
 */
export function isWorthSplicing(copiedFrames: number, totalFrames: number): boolean {
  return copiedFrames * 50 >= totalFrames;
}
