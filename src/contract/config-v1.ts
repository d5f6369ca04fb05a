import { z } from 'zod';

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
} as const;

/** 1–128 of letters, digits, dot, underscore, hyphen; not starting with a dot: safe as a folder name anywhere. */
export const exportIdSchema = z
  .string('must be a text')
  .regex(
    /^(?!\.)[A-Za-z0-9._-]{1,128}$/,
    'must be 1 to 128 letters, digits, dots, underscores or hyphens, and must not start with a dot',
  );

const hint = z.number().optional().catch(undefined);

const label = (what: string) =>
  z.string(`${what} must be a text`).max(1000, `${what} must have at most 1,000 characters`);

const sourceSchema = z.object({
  id: label('the id').min(1, 'the id must not be empty'),
  name: label('the name'),
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
});

const instant = z
  .number('must be a number of seconds')
  .min(-configLimits.sourceSeconds, 'lies more than a week before the source')
  .max(configLimits.sourceSeconds, 'lies more than a week into the source');

const segmentSchema = z
  .object({
    sourceIndex: z
      .number('must be the number of a source')
      .int('must be a whole number')
      .min(0, 'must not be negative'),
    startTime: instant,
    endTime: instant,
    audioFromSource: z.boolean('must be true or false').default(true),
  })
  .refine((segment) => segment.endTime > segment.startTime, {
    path: ['endTime'],
    message: 'must be after startTime',
  });

const side = z
  .number('must be a number of pixels')
  .int('must be a whole number of pixels')
  .min(configLimits.minSide, `must be at least ${configLimits.minSide} pixels`)
  .max(configLimits.maxSide, `must be at most ${configLimits.maxSide} pixels`);

const outputSchema = z
  .object({
    filePath: z.string().optional(),
    format: z.enum(['mp4', 'webm'], 'must be "mp4" or "webm"').default('mp4'),
    width: side,
    height: side,
    fps: z
      .number('must be a number of frames per second')
      .min(configLimits.minRate, `must be at least ${configLimits.minRate} frame per second`)
      .max(configLimits.maxRate, `must be at most ${configLimits.maxRate} frames per second`),
    codec: z.enum(['copy', 'h264', 'h265'], 'must be "copy", "h264" or "h265"').default('copy'),
    includeAudio: z.boolean('must be true or false').default(true),
  })
  .superRefine((output, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (output.width * output.height > configLimits.maxPixels) {
      complain(
        'width',
        `times the height must be at most ${configLimits.maxPixels.toLocaleString('en')} pixels`,
      );
    }
    if (output.format === 'webm' && output.codec !== 'copy') {
      complain(
        'codec',
        `WebM cannot hold ${output.codec === 'h264' ? 'H.264' : 'H.265'}; choose "copy" for WebM, or "mp4"`,
      );
    }
    if (output.codec !== 'copy' || output.format === 'webm') {
      for (const key of ['width', 'height'] as const) {
        if (output[key] % 2 !== 0)
          complain(key, 'must be an even number: 4:2:0 video stores colour for pairs of pixels');
      }
    }
  });

/** Export config, version 1: what a browser editor sends. Unknown keys are dropped. */
export const configV1Schema = z
  .object({
    version: z.literal(1, 'must be 1'),
    id: exportIdSchema,
    projectId: z.string().max(1000).optional().catch(undefined),
    projectName: label('the name').default('Untitled'),
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
  .superRefine((config, context) => {
    config.segments.forEach((segment, index) => {
      if (segment.sourceIndex < config.sources.length) return;
      context.addIssue({
        code: 'custom',
        path: ['segments', index, 'sourceIndex'],
        message: `is ${segment.sourceIndex}, but there are only ${config.sources.length} sources (counted from 0)`,
      });
    });
    const seconds = config.segments.reduce((sum, segment) => sum + segment.endTime - segment.startTime, 0);
    if (seconds > configLimits.outputSeconds) {
      context.addIssue({ code: 'custom', path: ['segments'], message: 'together last longer than 24 hours' });
    }
    const { filePath, format } = config.output;
    if (filePath !== undefined && !isOwnOutput(filePath, config.id, format)) {
      context.addIssue({
        code: 'custom',
        path: ['output', 'filePath'],
        message: `must be left out or be "exports/${config.id}/output.${format}"`,
      });
    }
  });

export type ConfigV1 = z.infer<typeof configV1Schema>;
/** What a client may send: defaults still left out. */
export type ConfigV1Input = z.input<typeof configV1Schema>;

/** Whether a path names a file directly in the export's own folder; the result is always called `output`. */
function isOwnOutput(path: string, id: string, format: string): boolean {
  const folder = `exports/${id}/`;
  const name = path.replace(/^\.?\//, '');
  return (
    name.startsWith(folder) && /^[^/\\\0]+$/.test(name.slice(folder.length)) && name.endsWith(`.${format}`)
  );
}
