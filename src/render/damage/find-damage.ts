import { ProblemError, type Problem } from '../../contract/problems.ts';
import { isCutShort } from '../../ffmpeg/answers/classify-failure.ts';
import { shownTick } from '../../ffmpeg/pictures/picture-edits.ts';
import {
  decodeReportArgs,
  parseDecodeReport,
  type DecodedFrame,
} from '../../ffmpeg/answers/decode-report.ts';
import type { ReadSound, ReadSource } from '../../media/reading/read-types.ts';
import { runFfprobe } from '../../media/reading/probing/run-ffprobe.ts';
import type { PictureEdits } from '../../planner/facts/facts.ts';
import { findDamage } from '../../planner/facts/find-damage.ts';
import type { Pictures } from '../../planner/plan/plan.ts';
import { lowerBound } from '../../shared/lower-bound.ts';
import {
  divide,
  isLess,
  multiply,
  rational,
  subtract,
  toNumber,
  type Rational,
} from '../../timeline/rational.ts';
import { brokenTicks } from './broken-packets.ts';
import type { ChildContext } from '../child/run-child.ts';

export interface UsedPictures {
  readonly source: ReadSource;
  /** What people call it. */
  readonly name: string;
  readonly pictures: Extract<Pictures, { kind: 'source' }>;
  /** How long the last picture is shown, on the container's clock, in seconds. */
  readonly until: Rational;
  /** How far before the keyframe decoding has to start, in seconds. */
  readonly seekMargin: Rational;
  /** What the decoder said. */
  readonly words: string;
}

/**
 * Decodes the pictures of a span again, one by one, after a decoder complained: whether what it complained of
 * is used at all. Throws `SOURCE_DAMAGED` with the instant where it is.
 */
export async function refuseDamagedPictures(context: ChildContext, used: UsedPictures): Promise<void> {
  const { source, name, pictures, until, seekMargin, words } = used;
  const { timing } = source.index;
  const clock = (tick: number) => multiply(rational(BigInt(Math.round(tick))), timing.timebase);
  const keyframe = pictures.seek.isFileStart ? 0 : ordinalAt(source, pictures.seek.seconds);
  const start = subtract(clock(timing.pts[keyframe] ?? 0), seekMargin);
  const { streamIndex, reorderDepth, edits } = source.facts.video;
  const decoded = await decodeStretch(context, {
    ...{ source, name, streamIndex, to: until, edits },
    from: pictures.seek.isFileStart || isLess(start, timing.origin) ? undefined : start,
  });
  const untilTick = toNumber(divide(until, timing.timebase));
  const range = { keyframe, last: pictures.lastOrdinal, untilTick, reorderDepth };
  const damage = findDamage(source.index, range, {
    decoded: decoded.filter(({ kind }) => kind === 'frame').flatMap((frame) => asShown(frame, edits)),
    isCutShort: isCutShort(words),
    brokenTicks: await brokenTicks(source, { words, places: decoded }, context.signal),
    mayBeUnlisted: !/mp4|mov/.test(source.facts.container),
    mayPause: source.facts.container.includes('mpegts'),
  });
  if (damage === undefined) return;
  const shownTick = timing.pts[pictures.firstOrdinal] ?? 0;
  const sourceTime = (tick: number) => toNumber(subtract(clock(tick), timing.origin));
  const builtFrom = damage < shownTick ? sourceTime(shownTick) : undefined;
  throw new ProblemError(damagedSource({ name, what: 'picture', at: sourceTime(damage), builtFrom }));
}

/** A decoded picture at the time at which it is shown; nothing where an edit list hides it. */
function asShown(frame: DecodedFrame, edits: PictureEdits | undefined): DecodedFrame[] {
  if (!edits || frame.pts === undefined) return [frame];
  const pts = shownTick(edits, frame.pts);
  return pts === undefined ? [] : [{ ...frame, pts }];
}

function ordinalAt({ index: { timing } }: ReadSource, seconds: Rational): number {
  const tick = toNumber(seconds) / toNumber(timing.timebase);
  return Math.max(0, lowerBound(timing.pts.length, (i) => (timing.pts[i] ?? 0) > tick + 0.5) - 1);
}

export interface UsedSound {
  readonly source: ReadSound;
  readonly name: string;
  /** Seconds of the source's own time line that are heard. */
  readonly heard: readonly (readonly [from: number, to: number])[];
  /** What the decoder said. */
  readonly words: string;
}

/** The same for sound: packets that cannot be decoded within what is heard. */
export async function refuseDamagedSound(context: ChildContext, used: UsedSound): Promise<void> {
  const { source, name, heard, words } = used;
  const { audio, origin } = source.facts;
  if (!audio) return;
  const end = heard.reduce((last, [, to]) => Math.max(last, to), 0) + toNumber(origin);
  const decoded = await decodeStretch(context, {
    ...{ source, name, streamIndex: audio.streamIndex, from: undefined },
    to: rational(BigInt(Math.ceil(end * 1000)), 1000n),
  });
  const places = [...lostSound(decoded), ...(isCutShort(words) ? endOfSound(decoded) : [])];
  const damaged = places
    .map(([from, to]): readonly [number, number] => [from - toNumber(origin), to - toNumber(origin)])
    .find(([from, to]) => heard.some((stretch) => from < stretch[1] && to > stretch[0]));
  if (damaged)
    throw new ProblemError(damagedSource({ name, what: 'sound', at: damaged[0], builtFrom: undefined }));
}

type Seconds = readonly [from: number, to: number];

/** Decoders are allowed a run-up: the first packets may come out of them as nothing. */
const runUpPackets = 2;

/** Packets that came out as nothing, and frames that were complained of. */
function lostSound(decoded: readonly DecodedFrame[]): Seconds[] {
  const packets = decoded.filter(({ kind }) => kind === 'packet');
  const frames = decoded.filter(({ kind }) => kind === 'frame');
  const heard = new Set(frames.map(({ pts }) => pts));
  const lost = packets.slice(runUpPackets, -1).filter(({ pts }) => !heard.has(pts));
  const doubtful = frames.slice(runUpPackets).filter(({ hasComplaint }) => hasComplaint);
  return [...lost, ...doubtful].flatMap(({ seconds, durationSeconds }): Seconds[] =>
    seconds === undefined ? [] : [[seconds, seconds + durationSeconds]],
  );
}

function endOfSound(decoded: readonly DecodedFrame[]): Seconds[] {
  const last = decoded.findLast(({ seconds }) => seconds !== undefined);
  return last?.seconds === undefined ? [] : [[last.seconds + last.durationSeconds, Infinity]];
}

interface StretchToDecode {
  readonly source: ReadSound;
  readonly name: string;
  readonly streamIndex: number;
  readonly from: Rational | undefined;
  readonly to: Rational;
  readonly edits?: PictureEdits | undefined;
}

async function decodeStretch(context: ChildContext, work: StretchToDecode): Promise<DecodedFrame[]> {
  const { source, name, streamIndex, from, to, edits } = work;
  const { signal, priority } = context;
  const args = decodeReportArgs({ path: source.path, streamIndex, from, to, edits });
  context.log.write({
    event: 'note',
    task: name,
    text: 'The decoder complained; decoding again to see where.',
  });
  return parseDecodeReport(
    await runFfprobe(context.tools, { args, path: source.path, depth: 'pictures', name, signal, priority }),
  );
}

export interface Damage {
  readonly name: string;
  readonly what: 'picture' | 'sound';
  /** Seconds on the source's time line. */
  readonly at: number;
  /** Where the used part begins that is built on the damaged picture, if that lies before it. */
  readonly builtFrom: number | undefined;
}

/** The problem of a source that cannot be decoded where it is used. */
export function damagedSource({ name, what, at, builtFrom }: Damage): Problem {
  const built =
    builtFrom === undefined
      ? ''
      : `, and what is shown from ${clockTime(builtFrom)} on is built on that picture`;
  return {
    code: 'SOURCE_DAMAGED',
    message: `The ${what} of ${name} is damaged at ${clockTime(at)}${built}.`,
    hint: `Copy or upload the file again, or cut around ${clockTime(at)}: the rest of it can be used.`,
  };
}

/** `0:04.400`, `1:02:03.004` */
function clockTime(seconds: number): string {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const rest = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
