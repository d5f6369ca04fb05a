import type { Problem } from '../../contract/problems.ts';
import type { AudioFacts, TrackFacts, VideoFacts } from '../../planner/facts/facts.ts';
import {
  add,
  isLess,
  maximum,
  minimum,
  multiply,
  parseRational,
  rational,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { isDecodable } from '../input/decoders.ts';
import { pickSound, soundFacts } from './pick-sound.ts';
import { pickVideo, positive, trackFacts, videoFacts } from './picture-facts.ts';
import { probeSchema, type ProbeOutput, type ProbeStream } from './probe-schema.ts';

/** What ffprobe tells of a file; instants are on the container's own clock, in exact seconds. */
export interface ProbedSource {
  readonly container: string;
  readonly video: VideoFacts;
  readonly audio: AudioFacts | null;
  readonly tracks: readonly TrackFacts[];
  /** Rates of the pictures as the file claims them, the base rate first: hints, see `measureRate`. */
  readonly statedRates: readonly Rational[];
  /** The source's time zero. */
  readonly origin: Rational;
  /** The end of the picture as MP4 states it, its last picture's own duration included; otherwise undefined. */
  readonly pictureEnd: Rational | undefined;
  /** The end of the sound, or undefined where the file does not say. */
  readonly audioEnd: Rational | undefined;
  /**
   * The end of the longest track as the container states it; two where it may mean either, because Matroska
   * writers count from the clock's zero as well as from the first picture.
   */
  readonly statedEnds: readonly Rational[];
  /** Of its first picture, as the camera wrote it: `01:02:03:04`, with `;` where numbers are dropped. */
  readonly timecode: string | undefined;
}

/** No recording goes beyond these; a file that claims to is broken or means harm. */
const gate = { maxSide: 8192, maxSeconds: 24 * 3600, maxTracks: 32 };

/** An audio track that starts this little before zero does so because of its encoder's delay, in seconds. */
const encoderDelay = rational(1, 10);

/** Reads ffprobe's JSON. `name` is what people call the source, for the sentences of problems. */
export function parseProbe(json: string, name: string): ProbedSource | Problem {
  const output = readProbeJson(json);
  if (!output) return notMedia(name);
  const video = pickVideo(output.streams);
  if (!video) return noPicture(output, name);
  if (!isDecodable(video.codec_name)) return unknownPicture(video.codec_name, name);
  const refusal = passGate(output, video, name);
  if (refusal) return refusal;
  const audio = pickSound(output.streams);
  return {
    container: output.format.format_name,
    video: videoFacts(video),
    audio: audio ? soundFacts(audio, output.streams) : null,
    tracks: output.streams.map(trackFacts),
    statedRates: [video.r_frame_rate, video.avg_frame_rate].flatMap((text) => positive(text) ?? []),
    origin: originOf(output.streams.filter((stream) => stream === video || stream.codec_type === 'audio')),
    pictureEnd: output.format.format_name.includes('mp4') ? endOf(video) : undefined,
    audioEnd: audio ? endOf(audio) : undefined,
    statedEnds: statedEndsOf(output),
    timecode: timecodeOf(output, video),
  };
}

/** On the picture's track, a track of its own, or the file. */
function timecodeOf({ streams, format }: ProbeOutput, video: ProbeStream): string | undefined {
  const tags = [video, ...streams, format].map((part) => part.tags?.['timecode']);
  return tags.find((tag) => tag !== undefined && /^\d\d:\d\d:\d\d[:;.]\d{2,3}$/.test(tag));
}

export function isProblem(value: ProbedSource | Problem): value is Problem {
  return 'code' in value;
}

export function readProbeJson(json: string): ProbeOutput | undefined {
  try {
    const parsed = probeSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function notMedia(name: string): Problem {
  return {
    code: 'SOURCE_NOT_MEDIA',
    message: `${name} is not a video file that can be read.`,
    hint: 'Check that the file was copied or uploaded completely and plays elsewhere.',
  };
}

function noPicture(output: ProbeOutput, name: string): Problem {
  if (output.streams.length === 0) return notMedia(name);
  const kinds = [...new Set(output.streams.map((stream) => stream.codec_type))].join(' and ');
  return {
    code: 'SOURCE_HAS_NO_PICTURE',
    message: `${name} has no picture: it holds only ${kinds}.`,
    hint: 'Use a file with a video track.',
  };
}

function unknownPicture(codec: string, name: string): Problem {
  const known = codec === 'unknown' ? 'a format that this FFmpeg does not know' : codec.toUpperCase();
  return {
    code: 'SOURCE_UNSUPPORTED',
    message: `The picture of ${name} is stored in ${known}, which Cutroom does not decode.`,
    hint: 'Convert it first, for instance with `ffmpeg -i in -c:v libx264 -crf 16 -c:a copy out.mp4`.',
  };
}

function passGate(output: ProbeOutput, video: ProbeStream, name: string): Problem | undefined {
  const demand = (what: string): Problem => ({
    code: 'SOURCE_TOO_DEMANDING',
    message: `${name} has ${what}.`,
    hint: 'Sources may have up to 8192 × 4320 pixels, 240 frames a second, 24 hours and 32 tracks of picture and sound.',
  });
  const { width = 0, height = 0 } = video;
  if (width <= 0 || height <= 0) return notMedia(name);
  if (Math.max(width, height) > gate.maxSide || width * height > 8192 * 4320)
    return demand(`${width} × ${height} pixels`);
  // Subtitles, fonts and data cost nothing: nobody reads them.
  const tracks = output.streams.filter(({ codec_type: kind }) => kind === 'video' || kind === 'audio').length;
  if (tracks > gate.maxTracks) return demand(`${tracks} tracks of picture and sound`);
  // Where a transport stream's clock jumps this is no length: its packets tell.
  const isStated = output.format.format_name !== 'mpegts';
  if (isStated && Number(output.format.duration ?? 0) > gate.maxSeconds) return demand('more than 24 hours');
  return undefined;
}

/**
 * The earliest start of picture and sound. An audio track that begins a few milliseconds before zero does so
 * because encoders need a run-up; players skip it, and it counts as zero.
 */
export function originOf(streams: readonly ProbeStream[]): Rational {
  const starts = streams.flatMap((stream) => {
    const start = startOf(stream);
    if (!start) return [];
    const isDelay =
      stream.codec_type === 'audio' &&
      isLess(start, zero) &&
      isLess(rational(-1), multiply(start, rational(encoderDelay.den)));
    return [isDelay ? zero : start];
  });
  return starts.length === 0 ? zero : starts.reduce(minimum);
}

function startOf(stream: ProbeStream): Rational | undefined {
  const timebase = positive(stream.time_base);
  return timebase && stream.start_pts !== undefined
    ? multiply(rational(stream.start_pts), timebase)
    : undefined;
}

/** The end of a track on the container's clock; undefined where the file does not say. */
export function endOf(stream: ProbeStream): Rational | undefined {
  const start = startOf(stream);
  const timebase = positive(stream.time_base);
  if (!start || !timebase || stream.duration_ts === undefined) return undefined;
  return add(start, multiply(rational(stream.duration_ts), timebase));
}

export function statedEndsOf({ format }: ProbeOutput): Rational[] {
  const duration = parseRational(format.duration ?? '');
  if (!duration) return [];
  const start = parseRational(format.start_time ?? '') ?? zero;
  const fromStart = maximum(zero, add(start, duration));
  return format.format_name.includes('matroska') ? [fromStart, duration] : [fromStart];
}
