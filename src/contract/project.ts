import { z } from 'zod';
import { exportIdPattern } from './config-limits.ts';

const seconds = z.number().min(-86_400).max(86_400);

/**
 * One camera (or recorder) of a project. Time on the take line and in its file go together by
 * `source = offsetSeconds + take × (1 + driftPpm / 1,000,000)`, both in seconds from their own zero.
 */
export const angleSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  /** The name of its file in the source library, as a config's `filePath` says it. */
  filePath: z.string().min(1).max(1024),
  /** Where in the file the take begins; negative where this camera was started later than the take. */
  offsetSeconds: seconds,
  /** How much faster this camera's clock runs than the take's, in millionths. */
  driftPpm: z.number().min(-2000).max(2000),
  /** How the two numbers were found. */
  sync: z.enum(['none', 'sound', 'hand']),
  /** The others were synchronised with this one by sound. */
  isReference: z.boolean().optional(),
  /** How sure that was, 0..1; missing unless it was found by sound. */
  syncConfidence: z.number().min(0).max(1).optional(),
});
export type Angle = z.infer<typeof angleSchema>;

/** A stretch of the take line shown from one angle; half open, seconds. Stretches follow one another in the programme. */
export const stretchSchema = z
  .object({ angleId: z.string().min(1).max(64), start: seconds, end: seconds, isSilent: z.boolean() })
  .refine(({ start, end }) => end > start, 'A stretch must end after it starts.');
export type Stretch = z.infer<typeof stretchSchema>;

/** What the studio exports when its button is pressed; the terms are those of an export config. */
export const renditionSchema = z.object({
  format: z.enum(['mp4', 'webm']),
  codec: z.enum(['copy', 'h264', 'h265']),
  width: z.number().int().min(2).max(8192),
  height: z.number().int().min(2).max(4320),
  fps: z.number().min(1).max(240),
  includeAudio: z.boolean(),
});
export type Rendition = z.infer<typeof renditionSchema>;

/** What of a project people edit; the rest is kept by the server. */
export const projectEditSchema = z.object({
  name: z.string().trim().min(1).max(200),
  angles: z.array(angleSchema).max(64),
  /** The programme in its order. Ranges of the take may be missing (jump cuts), repeated or reordered. */
  stretches: z.array(stretchSchema).max(20_000),
  rendition: renditionSchema,
  /** The exports started from this project, newest first. */
  exportIds: z.array(z.string().regex(exportIdPattern)).max(100),
});
export type ProjectEdit = z.infer<typeof projectEditSchema>;

/** A project as it lies in `projects/{id}.json`. */
export const projectSchema = projectEditSchema.extend({
  schemaVersion: z.literal(1),
  id: z.string().regex(exportIdPattern),
  /** Goes up by one with each save; a save that names another one is refused (`PROJECT_CHANGED`). */
  revision: z.number().int().min(1),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Project = z.infer<typeof projectSchema>;

/** One project as the list shows it. */
export const projectSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  revision: z.number().int(),
  angles: z.number().int(),
  /** Length of the programme in seconds. */
  durationSeconds: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ProjectSummary = z.infer<typeof projectSummarySchema>;
