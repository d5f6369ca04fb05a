import { z } from 'zod';
import { configLimits } from '../config/config-limits.ts';
import { yesOrNo } from '../config/schema-parts.ts';
import { fadeSeconds, programmeInstant } from './sound-schema.ts';
import { nameInConfig } from './take-schema.ts';

/* What lies over the pictures, and what goes with them. */

const anchors = [
  'top-left',
  'top',
  'top-right',
  'left',
  'centre',
  'right',
  'bottom-left',
  'bottom',
  'bottom-right',
] as const;

export const overlaySchema = z.strictObject(
  {
    source: nameInConfig,
    from: programmeInstant.default(0),
    /** To the end of the programme where left out. */
    to: programmeInstant.optional(),
    anchor: z.enum(anchors, `must be one of ${anchors.join(', ')}`).default('top-right'),
    /** Distance from the edges, in shares of the frame's shorter side. */
    margin: z
      .number('must be a number from 0 to 0.5')
      .min(0, 'must not be negative')
      .max(0.5, 'must be at most 0.5')
      .default(0.03),
    /** In shares of the frame's width. */
    width: z
      .number('must be a number from 0 to 1')
      .gt(0, 'must be above 0')
      .max(1, 'must be at most 1')
      .default(0.12),
    opacity: z
      .number('must be a number from 0 to 1')
      .min(0, 'must not be below 0')
      .max(1, 'must not be above 1')
      .default(1),
    /** Seconds in which it comes and goes. */
    fade: fadeSeconds.default(0),
  },
  'must be an object',
);

export const titleSchema = z.strictObject(
  {
    text: z
      .string('must be a text')
      .min(1, 'must not be empty')
      .max(500, 'must have at most 500 characters')
      .refine((text) => !text.includes('\0'), 'must not contain a null character'),
    style: z.enum(['lower-third', 'centre', 'plain'], 'must be "lower-third", "centre" or "plain"'),
    from: programmeInstant,
    to: programmeInstant,
  },
  'must be an object',
);

/** What one caption of the file says instead; without a word it is left out. */
export const captionCorrectionSchema = z.strictObject(
  {
    /** When the caption begins and ends in the file, in seconds. */
    from: programmeInstant,
    to: programmeInstant,
    text: z
      .string('must be a text')
      .max(500, 'must have at most 500 characters')
      .refine((text) => !text.includes('\0'), 'must not contain a null character'),
  },
  'must be an object',
);
export type CaptionCorrection = z.infer<typeof captionCorrectionSchema>;

export const captionsSchema = z.strictObject(
  {
    /** Id of a source: SubRip (.srt) or WebVTT, in programme time. */
    source: nameInConfig,
    /** Drawn into the pictures of every output that says nothing else. */
    burn: yesOrNo.default(false),
    /** A track of the movie that players can show. */
    track: yesOrNo.default(true),
    /** A file beside the movie. */
    sidecar: yesOrNo.default(true),
    /** Captions that say something else than in the file. */
    corrections: z
      .array(captionCorrectionSchema, 'must be a list of corrections')
      .max(
        configLimits.corrections,
        `must hold at most ${configLimits.corrections.toLocaleString('en')} corrections`,
      )
      .optional(),
  },
  'must be an object',
);

export const chapterSchema = z.strictObject(
  {
    time: programmeInstant,
    title: z
      .string('must be a text')
      .min(1, 'must not be empty')
      .max(200, 'must have at most 200 characters'),
  },
  'must be an object',
);
