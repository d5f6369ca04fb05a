import { z } from 'zod';
import { exportStates, isFinal, stages, type ExportState, type Stage } from './export-states.ts';

export { exportStates, isFinal, stages, type ExportState, type Stage };

export const warningSchema = z.object({
  code: z.string(),
  /** One sentence that names the input concerned. */
  message: z.string(),
});
export type Warning = z.infer<typeof warningSchema>;

/** One stretch of the picture, for a view of the plan; frames `[firstFrame, firstFrame + frameCount)` of the output. */
export const spanViewSchema = z.object({
  kind: z.enum(['copy', 'encode', 'black']),
  /** Index into the config's sources; null where nothing of a source is seen. */
  source: z.number().int().nullable(),
  firstFrame: z.number().int(),
  frameCount: z.number().int(),
});
export type SpanView = z.infer<typeof spanViewSchema>;

export const planSummarySchema = z.object({
  copiedSeconds: z.number(),
  encodedSeconds: z.number(),
  copiedFrames: z.number().int(),
  encodedFrames: z.number().int(),
  /** How many spans the picture is made of. */
  spans: z.number().int(),
  /** Why the plan is what it is, in sentences. */
  reasons: z.array(z.string()),
  /** `97.4 % copied, 2,283 of 53,990 frames re-encoded`. */
  summary: z.string(),
});
export type PlanSummary = z.infer<typeof planSummarySchema>;

export const outputSchema = z.object({
  bytes: z.number().int(),
  durationSeconds: z.number(),
  frames: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  videoCodec: z.string(),
  audioCodec: z.string().nullable(),
});
export type ExportOutput = z.infer<typeof outputSchema>;

/** One thing that was checked about the finished file. */
export const checkSchema = z.object({
  name: z.string(),
  isOk: z.boolean(),
  /** What was expected and what was found, in words. */
  detail: z.string(),
});

export const reportSchema = z.object({
  isOk: z.boolean(),
  checks: z.array(checkSchema),
  durationMs: z.number(),
});
export type Report = z.infer<typeof reportSchema>;

export const exportErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
});

export const outputKinds = ['movie', 'sound', 'still'] as const;

/** One file of an export. */
export const outputStatusSchema = z.object({
  id: z.string(),
  kind: z.enum(outputKinds),
  /** The name of its file in the export's folder. */
  file: z.string().regex(/^output(-[A-Za-z0-9._-]+)?\.[a-z0-9]+$/),
  state: z.enum(exportStates),
  /** 0..1; 1 only with `completed`. */
  progress: z.number(),
  /** From here on: once there is such a thing. */
  plan: planSummarySchema.optional(),
  bytes: z.number().int().optional(),
  downloadUrl: z.string().optional(),
  output: outputSchema.optional(),
  report: reportSchema.optional(),
  error: exportErrorSchema.optional(),
});
export type OutputStatus = z.infer<typeof outputStatusSchema>;

export const exportStatusSchema = z.object({
  jobId: z.string(),
  projectName: z.string(),
  /** The caller's own words, as the config had them. */
  reference: z.string().optional(),
  status: z.enum(exportStates),
  /** 0..1; never falls within an attempt; 1 only with `completed`. */
  progress: z.number(),
  stage: z.enum(stages),
  /** One sentence for a person: what is happening now, or how it ended. */
  message: z.string(),
  error: exportErrorSchema.optional(),
  downloadUrl: z.string().optional(),
  warnings: z.array(warningSchema),
  /** Seconds left; null while nobody can tell. */
  etaSeconds: z.number().nullable(),
  /** Output seconds rendered per second; null while nobody can tell. */
  speed: z.number().nullable(),
  framesDone: z.number().int(),
  framesTotal: z.number().int(),
  /** 1 is next; null unless waiting. */
  queuePosition: z.number().int().nullable(),
  /** Counts from 1; a restart of the server costs none. */
  attempt: z.number().int(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  plan: planSummarySchema.optional(),
  output: outputSchema.optional(),
  report: reportSchema.optional(),
  /**
   * Every file of the export; `downloadUrl`, `plan`, `output` and `report` beside it are those of the first. Missing in
   * exports of before there were several.
   */
  outputs: z.array(outputStatusSchema).optional(),
  /** Grows with every change of this export, also over restarts: the id of the event that carries it. */
  seq: z.number().int(),
});
export type ExportStatus = z.infer<typeof exportStatusSchema>;
