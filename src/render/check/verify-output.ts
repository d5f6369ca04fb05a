import type { Report } from '../../contract/exports/status.ts';
import { probeOutputArgs } from '../../ffmpeg/answers/probe-args.ts';
import { probeSchema, type ProbeOutput } from '../../ffmpeg/answers/probe-schema.ts';
import { runFfprobe } from '../../media/reading/probing/run-ffprobe.ts';
import type { ProbeTools } from '../../media/reading/tools.ts';
import { presentationShift } from '../../mp4/read/presentation.ts';
import type { Track } from '../../mp4/read/track.ts';
import type { ExportPlan } from '../../planner/plan/plan.ts';
import { toNumber } from '../../timeline/rational.ts';
import type { WrittenWords } from '../movie/movie-texts.ts';
import type { FinishedMovie } from './finished-movie.ts';

export interface OutputToVerify {
  readonly path: string;
  readonly plan: ExportPlan;
  readonly words: WrittenWords;
  readonly signal: AbortSignal;
}

export type Check = Report['checks'][number];

/** Sound and picture may differ by less than this many output frames. */
const lengthTolerance = 1;

/**
 * Checks a finished MP4 by its own index: every frame is there, each on its instant, in an order that can be
 * decoded; the sound is as long as the picture; nothing lies past the end of the file.
 */
export function checkTables({ index, picture, sound }: FinishedMovie, plan: ExportPlan): Check[] {
  if ('unsupported' in index) return [check('index', false, index.message)];
  return [
    check('whole', index.lostSamples === 0, `${index.lostSamples} samples lie past the end of the file`),
    ...(picture
      ? checkPicture(picture, index.movie.timescale, plan)
      : [check('picture', false, 'There is no picture track.')]),
    ...checkSound(sound, plan),
  ];
}

function checkPicture(track: Track, timescale: number, plan: ExportPlan): Check[] {
  const { table } = track;
  const shift = presentationShift(track, timescale);
  const ticks = shift.kind === 'shift' ? shift.ticks : NaN;
  const pts = Float64Array.from(table.pts, (time) => time + ticks).sort();
  const frame = track.timescale / toNumber(plan.format.rate);
  const offGrid = pts.reduce((count, time, k) => (Math.abs(time - k * frame) > 0.5 ? count + 1 : count), 0);
  const backward = table.dts.reduce(
    (count, time, i) => (i > 0 && time <= (table.dts[i - 1] ?? 0) ? count + 1 : count),
    0,
  );
  return [
    check('frames', table.count === plan.frames, `${table.count} of ${plan.frames} frames`),
    check('timestamps', offGrid === 0 && ticks === ticks, `${offGrid} frames off their instant`),
    check('decode order', backward === 0, `${backward} decode times that do not rise`),
  ];
}

function checkSound(track: Track | undefined, plan: ExportPlan): Check[] {
  if (!plan.audio)
    return [
      check(
        'sound',
        track === undefined,
        track ? 'There is sound where none was asked for.' : 'no sound, as asked',
      ),
    ];
  if (!track) return [check('sound', false, 'There is no sound track.')];
  const seconds = (track.edits.at(-1)?.segmentDuration ?? 0) > 0 ? track.duration / track.timescale : 0;
  const expected = plan.audio.totalSamples / plan.audio.sampleRate;
  const frame = 1 / toNumber(plan.format.rate);
  const difference = Math.abs(seconds - expected);
  // The track holds the encoder's run-up and fills its last packet.
  const isOk = difference < lengthTolerance * frame + 3 * (1024 / plan.audio.sampleRate);
  return [check('sound', isOk, `${seconds.toFixed(3)} s of sound for ${expected.toFixed(3)} s of picture`)];
}

/** Asks ffprobe, which knows nothing of our plan or our reader, what the file is. */
export async function checkStreams(tools: ProbeTools, work: OutputToVerify): Promise<Check[]> {
  const { plan, path, words, signal } = work;
  const json = await runFfprobe(tools, {
    ...{ args: probeOutputArgs(path), path, depth: 'head', signal },
    name: 'The finished file',
  });
  const parsed = probeSchema.safeParse(JSON.parse(json));
  const streams = parsed.success ? parsed.data.streams : [];
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  const { format } = plan;
  const codec = { h264: 'h264', h265: 'hevc', vp9: 'vp9', av1: 'av1' }[format.codec];
  const size = `${video?.width ?? 0} × ${video?.height ?? 0}`;
  const isSize = video?.width === format.width && video.height === format.height;
  const duration = Number(parsed.success ? (parsed.data.format.duration ?? 0) : 0);
  const expected = plan.frames / toNumber(format.rate);
  return [
    check('picture format', video?.codec_name === codec && isSize, `${video?.codec_name ?? 'none'}, ${size}`),
    check('sound format', (audio !== undefined) === (plan.audio !== null), audio?.codec_name ?? 'no sound'),
    check(
      'duration',
      Math.abs(duration - expected) < 0.1 + 1 / toNumber(format.rate),
      `${duration.toFixed(3)} s of ${expected.toFixed(3)} s`,
    ),
    ...(parsed.success ? checkWords(parsed.data, words) : []),
  ];
}

/** Whether somebody else finds the captions and as many chapters as were written. */
function checkWords({ streams, chapters }: ProbeOutput, written: WrittenWords): Check[] {
  const captions = streams.find((stream) => stream.codec_type === 'subtitle')?.codec_name;
  const found = `${chapters.length} of ${written.chapters} chapters`;
  return [
    ...(written.hasCaptions
      ? [check('captions', captions === 'mov_text' || captions === 'webvtt', captions ?? 'There are none.')]
      : []),
    ...(written.chapters > 0 ? [check('chapters', chapters.length === written.chapters, found)] : []),
  ];
}

export function check(name: string, isOk: boolean, detail: string): Check {
  return { name, isOk, detail };
}
