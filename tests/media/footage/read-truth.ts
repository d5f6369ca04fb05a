import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { unpackCode } from '../oracle/frame-code.ts';
import { decodeCodes } from '../oracle/read-output.ts';
import { exact, isBefore, minus, plus, times, type Exact } from '../oracle/exact.ts';

/** What is true of a file, as ffprobe tells it: independent of the code under test. */
export interface FootageTruth {
  /** Presentation time of each picture that is shown, in order, from the source's time zero. */
  readonly times: readonly Exact[];
  /** The code number of each of them: an edit list may hide the first ones. */
  readonly firstIndex: number;
  /** Where the source ends, from its time zero. */
  readonly end: Exact;
  /** Instant of noise sample 0 on the source's time line: footage that was cut keeps its noise. */
  readonly hasSound: boolean;
}

const run = promisify(execFile);

interface Probe {
  streams: {
    index: number;
    codec_type: string;
    time_base: string;
    start_pts?: number;
    duration_ts?: number;
  }[];
  format: { start_time?: string; duration?: string };
  packets: { stream_index: number; pts?: number; dts?: number; duration?: number; flags: string }[];
}

export async function readTruth(path: string): Promise<FootageTruth> {
  const { stdout } = await run(
    'ffprobe',
    ['-v', 'error', '-show_streams', '-show_format', '-show_packets', '-of', 'json', path],
    { maxBuffer: 1 << 30 },
  );
  const probe = JSON.parse(stdout) as Probe;
  const video = probe.streams.find((stream) => stream.codec_type === 'video');
  const audio = probe.streams.find((stream) => stream.codec_type === 'audio');
  if (!video) throw new Error(`${path} has no picture`);
  const base = timeBase(video.time_base);
  const shown = probe.packets.filter(
    (packet) => packet.stream_index === video.index && !packet.flags.includes('D'),
  );
  const hidden = probe.packets.filter(
    (packet) => packet.stream_index === video.index && packet.flags.includes('D'),
  );
  const ticks = shown.map((packet) => packet.pts ?? packet.dts ?? 0).sort((a, b) => a - b);
  const zero = [video, audio]
    .flatMap((stream) => (stream ? [startOf(stream, stream === audio)] : []))
    .reduce((a, b) => (isBefore(b, a) ? b : a));
  const pictureEnd = times(exact((ticks.at(-1) ?? 0) + (shown.at(-1)?.duration ?? 0)), base);
  const soundEnd =
    audio?.duration_ts === undefined
      ? pictureEnd
      : plus(startOf(audio, false), times(exact(audio.duration_ts), timeBase(audio.time_base)));
  return {
    times: ticks.map((tick) => minus(times(exact(tick), base), zero)),
    firstIndex: await readFirstIndex(path, hidden.length),
    end: minus(isBefore(pictureEnd, soundEnd) ? soundEnd : pictureEnd, zero),
    hasSound: audio !== undefined,
  };
}

/** A cut file begins with a later picture: the first one shown says which. Elsewhere counting is enough. */
async function readFirstIndex(path: string, hidden: number): Promise<number> {
  if (hidden === 0) return 0;
  const [first] = (await decodeCodes(path)).codes;
  return first === undefined || first < 0 ? hidden : unpackCode(first).index;
}

function startOf(stream: Probe['streams'][number], isSound: boolean): Exact {
  const start = times(exact(stream.start_pts ?? 0), timeBase(stream.time_base));
  const isDelay = isSound && isBefore(start, exact(0)) && isBefore(exact(-1, 10), start);
  return isDelay ? exact(0) : start;
}

function timeBase(text: string): Exact {
  const [n = '1', d = '1'] = text.split('/');
  return exact(BigInt(n), BigInt(d));
}
