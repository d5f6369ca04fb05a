import { z } from 'zod';

/** One track of a source as a person wants to know it. */
export const trackViewSchema = z.object({
  index: z.number().int(),
  kind: z.enum(['video', 'audio', 'other']),
  codec: z.string(),
  /** `1920 × 1080, 29.97 fps, BT.709` or `stereo, 48 kHz`. */
  description: z.string(),
  isUsed: z.boolean(),
});

/** What a file of the library is, and what Cutroom will do with it. */
export const sourceProbeSchema = z.object({
  filePath: z.string(),
  bytes: z.number(),
  container: z.string(),
  durationSeconds: z.number(),
  /** Where its last picture ends, in seconds; without pictures, where it ends. A recording goes on from here in its next file. */
  pictureEndSeconds: z.number(),
  width: z.number().int(),
  height: z.number().int(),
  /** Nominal frame rate as a number for people; exact as text beside it. */
  fps: z.number(),
  frameRate: z.string(),
  isVariableFrameRate: z.boolean(),
  hasAudio: z.boolean(),
  /** Of its first picture, as the camera wrote it: `01:02:03:04`, with `;` before the frames where numbers are dropped. */
  timecode: z.string().optional(),
  tracks: z.array(trackViewSchema),
  /** Sentences: "variable frame rate, 21–31 fps; will be sampled at the output's rate". */
  notes: z.array(z.string()),
});
export type SourceProbe = z.infer<typeof sourceProbeSchema>;

/** One file of the source library as a listing shows it. */
export const sourceListingSchema = z.object({
  /** The name to use as `filePath` in a config. */
  filePath: z.string(),
  bytes: z.number(),
  modifiedAt: z.string(),
  /** It lies in a folder that everybody with an account may read, and is removed by nobody here. */
  isShared: z.boolean().optional(),
});
export type SourceListing = z.infer<typeof sourceListingSchema>;

export const capabilitiesSchema = z.object({
  version: z.string(),
  ffmpegVersion: z.string().nullable(),
  /** Encoders that were seen to work here by encoding a frame, as Cutroom names codecs. */
  encoders: z.object({
    h264: z.boolean(),
    h265: z.boolean(),
    vp9: z.boolean(),
    aac: z.boolean(),
    opus: z.boolean(),
  }),
  /** Filters that some footage needs. */
  filters: z.record(z.string(), z.boolean()),
  limits: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;
