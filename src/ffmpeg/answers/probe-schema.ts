import { z } from 'zod';

const text = z.string().optional();

/** What `ffprobe -show_format -show_streams -of json` prints, as far as it is used. Numbers come as text. */
export const probeSchema = z.object({
  format: z
    .object({
      ...{ format_name: z.string().default(''), start_time: text, duration: text, bit_rate: text },
      tags: z.record(z.string(), z.string()).optional(),
    })
    .default({ format_name: '' }),
  streams: z
    .array(
      z.object({
        index: z.number(),
        codec_type: z.string().default('data'),
        codec_name: z.string().default('unknown'),
        profile: z.union([z.string(), z.number()]).optional(),
        level: z.number().optional(),
        width: z.number().optional(),
        height: z.number().optional(),
        pix_fmt: text,
        sample_aspect_ratio: text,
        field_order: text,
        color_range: text,
        color_space: text,
        color_transfer: text,
        color_primaries: text,
        has_b_frames: z.number().optional(),
        r_frame_rate: text,
        avg_frame_rate: text,
        time_base: text,
        start_pts: z.number().optional(),
        duration_ts: z.number().optional(),
        bit_rate: text,
        sample_rate: text,
        channels: z.number().optional(),
        channel_layout: text,
        tags: z.record(z.string(), z.string()).optional(),
        disposition: z.record(z.string(), z.number()).optional(),
        side_data_list: z
          .array(
            z.looseObject({
              side_data_type: text,
              rotation: z.number().optional(),
              displaymatrix: text,
            }),
          )
          .optional(),
      }),
    )
    .default([]),
  chapters: z.array(z.object({ start_time: text, end_time: text })).default([]),
});

export type ProbeOutput = z.infer<typeof probeSchema>;
export type ProbeStream = ProbeOutput['streams'][number];
