import type { JsonBounds } from './json-meter.ts';

/** A body of any call. */
export const plainBody = { bytes: 256 * 1024, depth: 64, values: 100_000 } as const satisfies BodyBounds;

/** A project of 20,000 stretches takes about 2.5 MB. */
export const projectBody = { bytes: 4 * 2 ** 20, depth: 64, values: 400_000 } as const satisfies BodyBounds;

/** A config of 100,000 segments takes about 10 MB, and 600,000 values. */
export const configBody = { bytes: 16 * 2 ** 20, depth: 64, values: 1_200_000 } as const satisfies BodyBounds;

export interface BodyBounds extends JsonBounds {
  readonly bytes: number;
}
