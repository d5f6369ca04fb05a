/** What one config may ask for at most; past these a person made a mistake or means harm. */
export const configLimits = {
  sources: 64,
  clips: 100_000,
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
