import { z } from 'zod';
import { configLimits } from './config-limits.ts';

/* What the schemas of several config versions are made of, with the words that people read. */

export const label = z.string('must be a text').max(1000, 'must have at most 1,000 characters');

/** A file of the source library, or an absolute path in a folder that the server allows. */
export const sourcePath = z
  .string('must be the name of a file in the source library')
  .min(1, 'must be the name of a file in the source library')
  .max(4096, 'is too long for a path')
  .refine((path) => !path.includes('\0'), 'must not contain a null character');

/** Seconds in a source. */
export const sourceInstant = z
  .number('must be a number of seconds')
  .min(-configLimits.sourceSeconds, 'lies more than a week before the source')
  .max(configLimits.sourceSeconds, 'lies more than a week into the source');

/** A side of the picture, in pixels. */
export const pictureSide = z
  .number('must be a number of pixels')
  .int('must be a whole number of pixels')
  .min(configLimits.minSide, `must be at least ${configLimits.minSide} pixels`)
  .max(configLimits.maxSide, `must be at most ${configLimits.maxSide} pixels`);

export const framesPerSecond = z
  .number('must be a number of frames per second')
  .min(configLimits.minRate, `must be at least ${configLimits.minRate} frame per second`)
  .max(configLimits.maxRate, `must be at most ${configLimits.maxRate} frames per second`);

export const yesOrNo = z.boolean('must be true or false');
