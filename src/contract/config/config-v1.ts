import { z } from 'zod';
import { crossIssuesOf } from './config-cross-checks.ts';
import { configLimits, exportIdPattern } from './config-limits.ts';
import { framesPerSecond, label, pictureSide, sourceInstant, sourcePath, yesOrNo } from './schema-parts.ts';

export { configLimits };

/** 1–128 of letters, digits, dot, underscore, hyphen; not starting with a dot: safe as a folder name anywhere. */
export const exportIdSchema = z
  .string('must be a text')
  .regex(
    exportIdPattern,
    'must be 1 to 128 letters, digits, dots, underscores or hyphens, and must not start with a dot',
  );

const hint = z.number().optional().catch(undefined);

const sourceSchema = z.object(
  {
    id: label.min(1, 'must not be empty'),
    name: label,
    filePath: sourcePath,
    width: hint,
    height: hint,
    duration: hint,
    fps: hint,
    hasAudio: z.boolean().optional().catch(undefined),
  },
  'must be an object',
);

const segmentSchema = z.object(
  {
    sourceIndex: z
      .number('must be the number of a source')
      .int('must be a whole number')
      .min(0, 'must not be negative'),
    startTime: sourceInstant,
    endTime: sourceInstant,
    audioFromSource: yesOrNo.default(true),
    /** `black`: where the source has nothing at all for this segment, it is black and silent by choice, not an error. */
    outside: z.literal('black').optional().catch(undefined),
  },
  'must be an object',
);

const outputSchema = z.object(
  {
    filePath: z.string('must be left out or be a path').optional(),
    format: z.enum(['mp4', 'webm'], 'must be "mp4" or "webm"').default('mp4'),
    /** Left out: with `copy` the sources' own, otherwise the largest source's, as the config has it. */
    width: pictureSide.optional(),
    height: pictureSide.optional(),
    fps: framesPerSecond.optional(),
    codec: z.enum(['copy', 'h264', 'h265'], 'must be "copy", "h264" or "h265"').default('copy'),
    includeAudio: yesOrNo.default(true),
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
