import { z } from 'zod';

/**
 * What is made in the background from one source so that a browser can edit with it. URLs are paths on this
 * server. A part is null until it is ready; `state` tells about the whole.
 */
export const sourceAssetsSchema = z.object({
  filePath: z.string(),
  state: z.enum(['waiting', 'working', 'ready', 'failed']),
  /** 0..1 over all parts. */
  progress: z.number().min(0).max(1),
  /** A sentence for people: what is being done, or why it failed and what to do. */
  message: z.string(),
  durationSeconds: z.number(),
  /** The file itself, for browsers that can play it. */
  originalUrl: z.string(),
  /** Small H.264 + AAC in MP4, constant frame rate, a keyframe every few frames; its time zero is the source's. */
  proxy: z
    .object({ url: z.string(), width: z.number().int(), height: z.number().int(), fps: z.number() })
    .nullable(),
  /** One JPEG of pictures in rows; picture i (row by row) shows source time i × intervalSeconds. */
  thumbnails: z
    .object({
      url: z.string(),
      count: z.number().int(),
      columns: z.number().int(),
      width: z.number().int(),
      height: z.number().int(),
      intervalSeconds: z.number(),
    })
    .nullable(),
  /** Unsigned bytes, one per bucket: the largest amplitude of the mixed sound in it (255 is full scale). */
  peaks: z.object({ url: z.string(), count: z.number().int(), perSecond: z.number() }).nullable(),
  /** Unsigned bytes, one per bucket: how loud the voices in it are, in half dB below full scale; 255 is silence. */
  levels: z.object({ url: z.string(), count: z.number().int(), perSecond: z.number() }).nullable(),
});
export type SourceAssets = z.infer<typeof sourceAssetsSchema>;

/** Where one camera lies against the reference by its sound. */
export const syncResultSchema = z.object({
  filePath: z.string(),
  /** `matched` can be used as it is; anything else says why not in `message` and its numbers are zero. */
  verdict: z.enum(['matched', 'no-match', 'silent', 'no-sound']),
  /** Source time of this camera when the reference is at its time zero, in seconds. */
  offsetSeconds: z.number(),
  driftPpm: z.number(),
  /** 0..1; `matched` starts at 0.5. */
  confidence: z.number().min(0).max(1),
  /** How far the places that agree lie apart at most, in seconds; zero unless matched. */
  spreadSeconds: z.number().min(0),
  message: z.string(),
});
export type SyncResult = z.infer<typeof syncResultSchema>;
