import { z } from 'zod';
import { crossIssuesOf } from './config-cross-checks.ts';
import { configLimits, exportIdPattern } from './config-limits.ts';

export { configLimits };

/** 1–128 of letters, digits, dot, underscore, hyphen; not starting with a dot: safe as a folder name anywhere. */
export const exportIdSchema = z
  .string('must be a text')
  .regex(
    exportIdPattern,
    'must be 1 to 128 letters, digits, dots, underscores or hyphens, and must not start with a dot',
  );

const hint = z.number().optional().catch(undefined);

const label = z.string('must be a text').max(1000, 'must have at most 1,000 characters');

const sourceSchema = z.object(
  {
    id: label.min(1, 'must not be empty'),
    name: label,
    filePath: z
      .string('must be the name of a file in the source library')
      .min(1, 'must be the name of a file in the source library')
      .max(4096, 'is too long for a path')
      .refine((path) => !path.includes('\0'), 'must not contain a null character'),
    width: hint,
    height: hint,
    duration: hint,
    fps: hint,
    hasAudio: z.boolean().optional().catch(undefined),
  },
  'must be an object',
);

const instant = z
  .number('must be a number of seconds')
  .min(-configLimits.sourceSeconds, 'lies more than a week before the source')
  .max(configLimits.sourceSeconds, 'lies more than a week into the source');

const segmentSchema = z.object(
  {
    sourceIndex: z
      .number('must be the number of a source')
      .int('must be a whole number')
      .min(0, 'must not be negative'),
    startTime: instant,
    endTime: instant,
    audioFromSource: z.boolean('must be true or false').default(true),
    /** `black`: where the source has nothing at all for this segment, it is black and silent by choice, not an error. */
    outside: z.literal('black').optional().catch(undefined),
  },
  'must be an object',
);

const side = z
  .number('must be a number of pixels')
  .int('must be a whole number of pixels')
  .min(configLimits.minSide, `must be at least ${configLimits.minSide} pixels`)
  .max(configLimits.maxSide, `must be at most ${configLimits.maxSide} pixels`);

const outputSchema = z.object(
  {
    filePath: z.string('must be left out or be a path').optional(),
    format: z.enum(['mp4', 'webm'], 'must be "mp4" or "webm"').default('mp4'),
    width: side,
    height: side,
    fps: z
      .number('must be a number of frames per second')
      .min(configLimits.minRate, `must be at least ${configLimits.minRate} frame per second`)
      .max(configLimits.maxRate, `must be at most ${configLimits.maxRate} frames per second`),
    codec: z.enum(['copy', 'h264', 'h265'], 'must be "copy", "h264" or "h265"').default('copy'),
    includeAudio: z.boolean('must be true or false').default(true),
  },
  'must be an object',
);

/** Export config, version 1: what a browser editor sends. Unknown keys are dropped. */
export const configV1Schema = z
  .object({
    version: z.literal(1, 'must be 1'),
    id: exportIdSchema,
    projectId: z.string().max(1000).optional().catch(undefined),
    projectName: label.default('Untitled'),
    createdAt: z.string().max(100).optional().catch(undefined),
    sources: z
      .array(sourceSchema, 'must be a list of sources')
      .min(1, 'must name at least one source')
      .max(configLimits.sources, `must name at most ${configLimits.sources} sources`),
    segments: z
      .array(segmentSchema, 'must be a list of segments')
      .min(1, 'must hold at least one segment')
      .max(configLimits.clips, `must hold at most ${configLimits.clips.toLocaleString('en')} segments`),
    output: outputSchema,
  })
  .superRefine(
    (config, context) => {
      for (const { path, message } of crossIssuesOf(config)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    // Also where a key is missing: a person wants to hear everything at once.
    { when: () => true },
  );

export type ConfigV1 = z.infer<typeof configV1Schema>;
/** What a client may send: defaults still left out. */
export type ConfigV1Input = z.input<typeof configV1Schema>;
