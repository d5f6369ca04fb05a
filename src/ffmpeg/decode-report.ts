import { z } from 'zod';
import { toNumber, type Rational } from '../timeline/rational.ts';
import { isComplaint } from './classify-failure.ts';
import { guardArgs, inputArgs } from './input-args.ts';

/** A stretch of one track to be decoded, in seconds of the container's own clock. */
export interface TrackStretch {
  readonly path: string;
  readonly streamIndex: number;
  /** Undefined: from the beginning. */
  readonly from: Rational | undefined;
  readonly to: Rational;
}

/** One decoded frame, in the order in which frames come out, and whether there was a complaint since the one before. */
export interface DecodedFrame {
  /** Presentation ticks of the track; undefined where the decoder does not know. */
  readonly pts: number | undefined;
  /** The same in seconds of the container's clock, and how long it lasts (0 where unknown). */
  readonly seconds: number | undefined;
  readonly durationSeconds: number;
  readonly hasComplaint: boolean;
}

/** Beyond the wanted end by so much: frames wait for their turn in the decoder. In seconds. */
const runOut = 2;

/** Decodes a stretch with one thread, so that what the decoder says stands beside the frame it is said of. */
export function decodeReportArgs({ path, streamIndex, from, to }: TrackStretch): string[] {
  const end = (toNumber(to) + runOut).toFixed(6);
  const start = from === undefined ? '' : toNumber(from).toFixed(6);
  return [
    ...['-v', 'error', '-hide_banner', '-threads', '1', ...guardArgs()],
    ...['-select_streams', String(streamIndex), '-show_frames', '-show_log', '24'],
    ...['-show_entries', 'frame=pts,pts_time,pkt_duration_time:log=level,message'],
    ...['-read_intervals', `${start}%${end}`, '-of', 'json', ...inputArgs(path)],
  ];
}

/** FFmpeg's `AV_LOG_ERROR`. */
const errorLevel = 16;

const reportSchema = z.object({
  frames: z
    .array(
      z.object({
        pts: z.number().optional(),
        pts_time: z.string().optional(),
        pkt_duration_time: z.string().optional(),
        logs: z
          .array(z.object({ level: z.number().default(16), message: z.string().default('') }))
          .default([]),
      }),
    )
    .default([]),
});

/** Reads the answer to `decodeReportArgs`; nothing where it cannot be read. */
export function parseDecodeReport(json: string): DecodedFrame[] {
  const parsed = reportSchema.safeParse(JSON.parse(json));
  if (!parsed.success) return [];
  return parsed.data.frames.map((frame) => ({
    pts: frame.pts,
    seconds: frame.pts_time === undefined ? undefined : Number(frame.pts_time),
    durationSeconds: Number(frame.pkt_duration_time ?? 0),
    hasComplaint: frame.logs.some(({ level, message }) =>
      isComplaint(message, level > errorLevel ? 'warning' : 'error'),
    ),
  }));
}
