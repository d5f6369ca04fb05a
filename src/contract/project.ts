import { z } from 'zod';
import { exportIdPattern, namedIdPattern } from './config/config-limits.ts';
import { angleSchema, itemId, takeSeconds } from './project-angle.ts';
import { finishSchema } from './project-finish.ts';

export const cutTransitionSchema = z.object({
  kind: z.enum(['dissolve', 'fade-black', 'fade-white']),
  seconds: z.number().gt(0).max(30),
});
export type CutTransition = z.infer<typeof cutTransitionSchema>;

/** A stretch of the take line shown from one angle; half open, seconds. Stretches follow one another in the programme. */
export const stretchSchema = z
  .object({
    /** Of an angle or a layout. */
    angleId: itemId,
    start: takeSeconds,
    end: takeSeconds,
    isSilent: z.boolean(),
    /** Into this stretch from the one before it, centred on the cut. */
    transition: cutTransitionSchema.optional(),
    /** Cuts that are made by themselves leave it as it is. */
    isKept: z.boolean().optional(),
  })
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
  /** Missing in projects of before there was such a thing: what is heard is what is seen, and nothing lies over it. */
  finish: finishSchema.optional(),
  /** The exports started from this project, newest first. */
  exportIds: z.array(z.string().regex(namedIdPattern)).max(100),
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

/** An earlier state of a project that can be gone back to. */
export const projectVersionSchema = z.object({
  revision: z.number().int(),
  name: z.string(),
  angles: z.number().int(),
  /** Stretches of the programme. */
  shots: z.number().int(),
  durationSeconds: z.number(),
  /** When it was saved. */
  updatedAt: z.string(),
});
export type ProjectVersion = z.infer<typeof projectVersionSchema>;

/** One project as the list shows it. */
export const projectSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  revision: z.number().int(),
  angles: z.number().int(),
  /** Every file of the library that it shows or plays. */
  filePaths: z.array(z.string()),
  /** Length of the programme in seconds. */
  durationSeconds: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ProjectSummary = z.infer<typeof projectSummarySchema>;
