import { z } from 'zod';

export const itemId = z.string().min(1).max(64);

/** Seconds of the take or of a file. */
export const takeSeconds = z.number().min(-86_400).max(86_400);

const fileName = z.string().min(1).max(1024);

/** A file that a recording goes on in. */
export const laterFileSchema = z.object({
  filePath: fileName,
  /** Seconds of the recording at which it begins: where the last picture of the file before it ends. */
  startsAt: z.number().min(0).max(604_800),
});

/**
 * One camera (or recorder) of a project. Time on the take line and in its file go together by
 * `source = offsetSeconds + take × (1 + driftPpm / 1,000,000)`, both in seconds from their own zero. Of a recording in
 * several files the source counts on from one to the next.
 */
export const angleSchema = z.object({
  id: itemId,
  name: z.string().min(1).max(200),
  /** The name of its file in the source library, as a config's `filePath` says it. */
  filePath: fileName,
  /** Where the recording goes on, in order and without a gap: cameras begin another file where a memory card makes them. */
  laterFiles: z.array(laterFileSchema).max(63).optional(),
  /** Where in the file the take begins; negative where this camera was started later than the take. */
  offsetSeconds: takeSeconds,
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
