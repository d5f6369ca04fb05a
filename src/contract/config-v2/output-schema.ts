import { z } from 'zod';
import { framesPerSecond, pictureSide, yesOrNo } from '../config/schema-parts.ts';
import { presetNames } from './preset-names.ts';
import { loudness, programmeInstant, truePeak } from './sound-schema.ts';
import { lookSchema } from './take-schema.ts';

export const movieFormats = ['mp4', 'webm'] as const;
export const soundFormats = ['m4a', 'mp3', 'wav', 'flac', 'opus'] as const;
export const stillFormats = ['jpeg', 'png'] as const;
const formats = [...movieFormats, ...soundFormats, ...stillFormats] as const;

/** Ids of outputs stand in file names. */
export const outputIdSchema = z
  .string('must be a text')
  .regex(
    /^(?!\.)[A-Za-z0-9._-]{1,64}$/,
    'must be 1 to 64 letters, digits, dots, underscores or hyphens, and must not start with a dot',
  );

/** One file of the export. Which keys it takes depends on its format (`checkOutput`). */
export const outputSchemaV2 = z.strictObject(
  {
    id: outputIdSchema,
    /** A named preset; every key given beside it counts more. */
    preset: z.enum(presetNames, `must be one of ${presetNames.join(', ')}`).optional(),
    format: z.enum(formats, `must be one of ${formats.join(', ')}`).optional(),
    codec: z.enum(['copy', 'h264', 'h265', 'av1'], 'must be "copy", "h264", "h265" or "av1"').optional(),
    width: pictureSide.optional(),
    height: pictureSide.optional(),
    fps: framesPerSecond.optional(),
    includeAudio: yesOrNo.optional(),
    quality: z.enum(['draft', 'standard', 'high'], 'must be "draft", "standard" or "high"').optional(),
    /** Instead of `quality`, for those who know what they want: smaller is better. */
    crf: z
      .number('must be a number from 0 to 51')
      .min(0, 'must not be negative')
      .max(51, 'must be at most 51')
      .optional(),
    /** Programme time; the whole programme where left out. */
    range: z
      .tuple([programmeInstant, programmeInstant], 'must be two numbers of seconds: from and to')
      .optional(),
    burnCaptions: yesOrNo.optional(),
    /** By the id of an angle or a source: what of it is seen where this output's shape differs. */
    frames: z
      .record(z.string(), z.strictObject(lookSchema, 'must be an object'), 'must be an object')
      .optional(),
    loudness: loudness.optional(),
    truePeak: truePeak.optional(),
    /** Of a picture: the instant of the programme that it shows. */
    at: programmeInstant.optional(),
  },
  'must be an object',
);
export type OutputV2 = z.infer<typeof outputSchemaV2>;
