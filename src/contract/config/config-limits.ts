/** What one config may ask for at most; past these a person made a mistake or means harm. */
export const configLimits = {
  sources: 64,
  clips: 100_000,
  angles: 64,
  /** Files of all angles together. */
  angleFiles: 512,
  layouts: 64,
  tiles: 16,
  tracks: 32,
  music: 100,
  overlays: 1000,
  titles: 1000,
  chapters: 1000,
  corrections: 10_000,
  outputs: 16,
  transitionSeconds: 30,
  driftPpm: 2000,
  outputSeconds: 24 * 3600,
  /** Furthest instant of a source that a clip may name, in seconds. */
  sourceSeconds: 7 * 24 * 3600,
  minSide: 16,
  maxSide: 8192,
  maxPixels: 8192 * 4320,
  minRate: 1,
  maxRate: 240,
  /** Issues that one answer lists; how many there are is always said. */
  issues: 1000,
} as const;

/** A folder name that is safe anywhere: 1–128 of letters, digits, dot, underscore, hyphen; no dot in front. */
export const exportIdPattern = /^(?!\.)[A-Za-z0-9._-]{1,128}$/;

/** The id of an export or project as a caller may write it: their own, or somebody else's with the owner in front. */
export const namedIdPattern = /^(?:[A-Za-z0-9_-]{1,64}~)?(?!\.)[A-Za-z0-9._-]{1,128}$/;
