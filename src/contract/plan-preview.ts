import { z } from 'zod';
import { planSummarySchema, spanViewSchema, warningSchema } from './status.ts';

/** The answer of a dry run: what an export would do. Nothing has been written for it. */
export const planPreviewSchema = z.object({
  frames: z.number().int(),
  durationSeconds: z.number(),
  width: z.number().int(),
  height: z.number().int(),
  /** `30000/1001` */
  frameRate: z.string(),
  videoCodec: z.string(),
  audioCodec: z.string().nullable(),
  estimatedSeconds: z.number(),
  /** Most space the export takes on disk at once, its result included. */
  peakDiskBytes: z.number().int(),
  summary: planSummarySchema,
  spans: z.array(spanViewSchema),
  warnings: z.array(warningSchema),
});
export type PlanPreview = z.infer<typeof planPreviewSchema>;

/** `plan.json` in the export's folder, and what the plan view of a page reads. */
export const planFileSchema = planPreviewSchema.extend({
  schemaVersion: z.literal(1),
  sources: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type PlanFile = z.infer<typeof planFileSchema>;
