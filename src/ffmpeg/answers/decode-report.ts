import { z } from 'zod';
import { toNumber, type Rational } from '../../timeline/rational.ts';
import type { PictureEdits } from '../../planner/facts/facts.ts';
import { isComplaint } from './classify-failure.ts';
import { inputArgs, probeGuardArgs } from '../input/input-args.ts';
import { editArgs, trackSeconds } from '../pictures/picture-edits.ts';

/** A stretch of one track to be decoded, in seconds of the container's own clock. */
export interface TrackStretch {
  readonly path: string;
  readonly streamIndex: number;
  /** Undefined: from the beginning. */
  readonly from: Rational | undefined;
  readonly to: Rational;
  /** Of pictures: the stretch is one of what is shown, the report one of the track. */
  readonly edits?: PictureEdits | undefined;
}

/**
 * A packet that went into the decoder or a frame that came out of it, in that order, and whether it was
 * complained of. Of what is said while nothing comes out, ffprobe tells nothing: the packet has no frame.
 */
export interface DecodedFrame {
  readonly kind: 'packet' | 'frame';
  /** Presentation ticks of the track; undefined where the decoder does not know. */
  readonly pts: number | undefined;
  /** The same in seconds of the container's clock, and how long it lasts (0 where unknown). */
  readonly seconds: number | undefined;
  readonly durationSeconds: number;
  /** Of a packet: its decode ticks and where it begins in the file, as far as they are known. */
  readonly dts: number | undefined;
  readonly position: number | undefined;
  readonly hasComplaint: boolean;
}

/** Beyond the wanted end by so much: frames wait for their turn in the decoder. In seconds. */
const runOut = 2;

/** Decodes a stretch with one thread, so that what the decoder says stands beside the frame it is said of. */
export function decodeReportArgs({ path, streamIndex, from, to, edits }: TrackStretch): string[] {
  const end = (toNumber(trackSeconds(edits, to)) + runOut).toFixed(6);
  const start = from === undefined ? '' : toNumber(trackSeconds(edits, from)).toFixed(6);
  return [
    ...['-v', 'error', '-hide_banner', '-threads', '1', ...probeGuardArgs(streamIndex)],
    ...['-select_streams', String(streamIndex), '-show_packets', '-show_frames', '-show_log', '24'],
    ...[
      '-show_entries',
      'packet=pts,pts_time,dts,duration_time,pos:frame=pts,pts_time,pkt_duration_time:log=level,message',
    ],
    ...['-read_intervals', `${start}%${end}`, '-of', 'json', ...editArgs(edits), ...inputArgs(path)],
  ];
}

/** FFmpeg's `AV_LOG_ERROR`. */
const errorLevel = 16;

const entrySchema = z.object({
  type: z.string(),
  pts: z.number().optional(),
  pts_time: z.string().optional(),
  dts: z.number().optional(),
  pos: z.string().optional(),
  duration_time: z.string().optional(),
  pkt_duration_time: z.string().optional(),
  logs: z.array(z.object({ level: z.number().default(16), message: z.string().default('') })).default([]),
});

const reportSchema = z.object({ packets_and_frames: z.array(entrySchema).default([]) });

/** Reads the answer to `decodeReportArgs`; nothing where it cannot be read. */
export function parseDecodeReport(json: string): DecodedFrame[] {
  const parsed = reportSchema.safeParse(JSON.parse(json));
  if (!parsed.success) return [];
  return parsed.data.packets_and_frames.map((entry) => ({
    kind: entry.type === 'packet' ? 'packet' : 'frame',
    pts: entry.pts,
    seconds: entry.pts_time === undefined ? undefined : Number(entry.pts_time),
    durationSeconds: Number(entry.duration_time ?? entry.pkt_duration_time ?? 0),
    dts: entry.dts,
    position: /^\d+$/.test(entry.pos ?? '') ? Number(entry.pos) : undefined,
    hasComplaint: entry.logs.some(({ level, message }) =>
      isComplaint(message, level > errorLevel ? 'warning' : 'error'),
    ),
  }));
}
