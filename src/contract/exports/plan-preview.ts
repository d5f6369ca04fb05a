import { z } from 'zod';
import { outputKinds, planSummarySchema, spanViewSchema, warningSchema } from './status.ts';

/** What a plan says, whatever it is a plan of. */
const planned = z.object({
  /** 0 where it has no pictures. */
  frames: z.number().int(),
  durationSeconds: z.number(),
  width: z.number().int(),
  height: z.number().int(),
  /** `30000/1001` */
  frameRate: z.string(),
  /** `none` where it has no pictures. */
  videoCodec: z.string(),
  audioCodec: z.string().nullable(),
  estimatedSeconds: z.number(),
  /** Most space that is taken on disk at once, the result included. */
  peakDiskBytes: z.number().int(),
  summary: planSummarySchema,
  spans: z.array(spanViewSchema),
  warnings: z.array(warningSchema),
});

/** What is planned for one output. */
export const outputPlanSchema = planned.extend({
  id: z.string(),
  kind: z.enum(outputKinds),
  /** The name of its file. */
  file: z.string(),
});
export type OutputPlan = z.infer<typeof outputPlanSchema>;

/** The answer of a dry run: what an export would do. Nothing has been written for it. */
export const planPreviewSchema = planned.extend({
  /** Of each output; what stands beside it is of the first, but for the time and the space, which are of all together. */
  outputs: z.array(outputPlanSchema).optional(),
  /** Of sources in a storage or under links; left out where none is. An estimate: what is read is the same or a little else. */
  fromStorage: z
    .object({
      /** Read from there; what the cache of this machine has already is not read again. */
      readBytes: z.number().int(),
      /** Kept in the cache until the export has ended, where that is more than `CACHE_MB`, too. */
      cacheBytes: z.number().int(),
    })
    .optional(),
});
export type PlanPreview = z.infer<typeof planPreviewSchema>;

/** `plan.json` in the export's folder, and what the plan view of a page reads. */
export const planFileSchema = planPreviewSchema.extend({
  schemaVersion: z.literal(1),
  sources: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type PlanFile = z.infer<typeof planFileSchema>;
