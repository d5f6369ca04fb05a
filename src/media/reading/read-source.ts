import { ProblemError } from '../../contract/problems.ts';
import type { ProbedSource } from '../../ffmpeg/answers/parse-probe.ts';
import { readAviTimes, type AviTimes } from '../../ffmpeg/answers/avi-times.ts';
import { parsePackets } from '../../ffmpeg/answers/parse-packets.ts';
import { packetArgs } from '../../ffmpeg/answers/probe-args.ts';
import { buildIndex, type PacketList } from '../../planner/facts/build-index.ts';
import type { Aperture } from '../../mp4/read/clean-aperture.ts';
import type { PictureIndex, VideoFacts } from '../../planner/facts/facts.ts';
import { hideUndecodable } from '../../planner/facts/hide-undecodable.ts';
import { measureRate } from '../../planner/facts/measure-rate.ts';
import {
  add,
  maximum,
  multiply,
  rational,
  subtract,
  toNumber,
  zero,
  type Rational,
} from '../../timeline/rational.ts';
import { withHdr } from './probing/read-hdr.ts';
import { identifySource, type SourceIdentity } from './identity/identify-source.ts';
import { probeHead } from './probing/probe-head.ts';
import { readMp4 } from './mp4/read-mp4-packets.ts';
import { isStill, readStill } from './read-still.ts';
import { runFfprobe } from './probing/run-ffprobe.ts';
import { sourceFailure } from './identity/source-failure.ts';
import { explainFailure, requireSame } from './identity/source-guard.ts';
import type { ProbeTools } from './tools.ts';
import type { ReadSource, SourceToRead } from './read-types.ts';

/** A single picture has no rate, and the average that files state for it (0.1 a second) is none to export at. */
const rateOfOne = rational(25);

/** Containers that keep one clock and have no table: appended files show in it. */
const streams = /^(?:mpegts|mpeg|flv)/;

/** Nothing that records a picture is faster, and every picture costs memory. */
const mostPicturesPerSecond = 240;

/**
 * Probes and indexes a source, all of it in one state of the file, and in a thread of its own where there is one.
 * Throws a `ProblemError` that names it, or the signal's reason.
 */
export async function readSource(tools: ProbeTools, source: SourceToRead): Promise<ReadSource> {
  return 'reader' in tools && tools.reader ? tools.reader.read(source) : readHere(tools, source);
}

async function readHere(tools: ProbeTools, source: SourceToRead): Promise<ReadSource> {
  const { path, name, signal } = source;
  const identity = await identify(source);
  const stamped = { path, name, stamp: identity.stamp };
  try {
    const read = await readIdentified(tools, source, identity);
    await requireSame(stamped, signal);
    return read;
  } catch (error) {
    signal.throwIfAborted();
    // Of a file that is still being copied everything else that is wrong with it says nothing.
    throw await explainFailure(error, stamped);
  }
}

async function readIdentified(
  tools: ProbeTools,
  source: SourceToRead,
  identity: SourceIdentity,
): Promise<ReadSource> {
  const { path, name, signal } = source;
  if (await isStill(path, signal)) return readStill(tools, source, identity);
  const probed = await probeHead(tools, source);
  const { pictures: mp4, edits, remote, isBeyondReading } = await readMp4(path, probed, signal);
  if (isBeyondReading) throw new ProblemError(scrambled(name));
  const { packets, facts: minded }: ListedPackets =
    mp4 ?? (await listPackets(tools, { ...source, ...identity }, probed));
  if (packets.pts.length === 0) throw new ProblemError(emptyPicture(name));
  if (packets.clockJump !== undefined && streams.test(probed.container))
    throw new ProblemError(clockJumps(name, packets, probed.origin));
  const times = { origin: probed.origin, end: endOf(probed, packets, mp4 !== undefined) };
  const { container, tracks, timecode } = probed;
  const audio = probed.audio && edits ? { ...probed.audio, edits } : probed.audio;
  // Pictures begin where the container has its first packet, however late FFmpeg gives out the first of them.
  const origin = add(times.origin, minded?.decodeLag ?? zero);
  const index = buildIndex(hideUndecodable(packets), { ...times, origin });
  const rate = measureRate(index.timing, probed.statedRates);
  if (isTooFast(index)) throw new ProblemError(tooFast(name));
  const pieces = mp4?.edits && { edits: mp4.edits };
  const shown = mp4?.aperture && shownPart(mp4.aperture);
  const stated = {
    ...probed.video,
    rate: rate ?? rateOfOne,
    ...pieces,
    ...shown,
    ...minded,
  };
  const video = await withHdr(tools, source, stated);
  return {
    ...{ path, name, stamp: identity.stamp },
    facts: {
      ...{ identity: identity.key, bytes: identity.bytes, container, ...times, video, audio, tracks },
      ...(timecode !== undefined && { timecode }),
    },
    index,
    bytes: mp4?.bytes,
    sound: mp4?.sound?.index,
    soundBytes: mp4?.sound,
    ...(remote && { remote }),
  };
}

function shownPart({ x, y, width, height }: Aperture): Pick<VideoFacts, 'width' | 'height' | 'aperture'> {
  return { width, height, aperture: { x, y } };
}

async function identify({ path, name, signal }: SourceToRead): Promise<SourceIdentity> {
  return identifySource(path, signal).catch((error: unknown) => {
    throw sourceFailure(error, name) ?? error;
  });
}

/** See `readAviTimes`. */
type ListedPackets = Pick<AviTimes, 'packets'> & Partial<AviTimes>;

async function listPackets(
  tools: ProbeTools,
  { path, name, signal, key, stamp }: SourceToRead & SourceIdentity,
  probed: ProbedSource,
): Promise<ListedPackets> {
  const { streamIndex, timebase } = probed.video;
  const read = async () => {
    const args = packetArgs(path, streamIndex);
    const listing = await runFfprobe(tools, { args, path, depth: 'packets', name, signal });
    // Before it is kept: a listing of another file must not be found under this one's identity.
    await requireSame({ path, name, stamp }, signal);
    return listing;
  };
  const csv = await (tools.listings?.remember([key, streamIndex], read) ?? read());
  const packets = parsePackets(csv, timebase);
  return probed.container === 'avi' ? readAviTimes(csv, packets, probed.video) : { packets };
}

/**
 * The end of the latest track that is used, from the source's time zero. What ffprobe lists leaves out how long the
 * last picture stays on screen, where that is longer than the others: fragmented MP4 states it for the track,
 * Matroska for the whole file.
 */
function endOf(probed: ProbedSource, packets: PacketList, isIndexed: boolean): Rational {
  const { audio, audioEnd, pictureEnd, statedEnds, tracks, container } = probed;
  const lastPicture = multiply(rational(BigInt(Math.round(packets.endPts))), packets.timebase);
  const isAllUsed = tracks.every(({ kind }) => kind === 'video');
  const ends = [
    lastPicture,
    isIndexed ? undefined : pictureEnd,
    audio ? (audioEnd ?? nearest(statedEnds, lastPicture)) : undefined,
    isAllUsed && container.includes('matroska') ? nearest(statedEnds, lastPicture) : undefined,
  ];
  return subtract(ends.flatMap((end) => end ?? []).reduce(maximum), probed.origin);
}

/** Of what an end may mean, what lies nearest to that of the picture. */
function nearest(ends: readonly Rational[], to: Rational): Rational | undefined {
  const distance = (end: Rational) => Math.abs(toNumber(subtract(end, to)));
  return [...ends].sort((a, b) => distance(a) - distance(b))[0];
}

/** On average: two pictures at nearly one instant are no reason to refuse a file. */
function isTooFast({ timing: { pts, timebase } }: PictureIndex): boolean {
  const seconds = ((pts.at(-1) ?? 0) - (pts[0] ?? 0)) * toNumber(timebase);
  return pts.length > mostPicturesPerSecond && pts.length - 1 > (mostPicturesPerSecond + 1) * seconds;
}

function tooFast(name: string) {
  return {
    code: 'SOURCE_TOO_DEMANDING',
    message: `${name} has more than 240 frames a second.`,
    hint: 'Make a slower copy of it, for instance with `ffmpeg -i in.mp4 -r 120 out.mp4`.',
  } as const;
}

/** Files joined end to end: two pictures claim each instant, or hours lie between them. */
function clockJumps(name: string, { clockJump = 0, timebase }: PacketList, origin: Rational) {
  const seconds = Math.max(0, clockJump * toNumber(timebase) - toNumber(origin));
  return {
    code: 'SOURCE_UNSUPPORTED',
    message: `${name} holds recordings that were joined: its clock jumps after ${seconds.toFixed(1)} s.`,
    hint: 'Use the recordings one by one, or give the file one clock: `ffmpeg -i in.ts -map 0:v -map 0:a -c copy out.mkv`.',
  } as const;
}

function scrambled(name: string) {
  return {
    code: 'SOURCE_UNSUPPORTED',
    message: `The edit list of ${name} shows parts of its picture again, out of order or at another speed, or more than 60 of them.`,
    hint: 'Export it again from the program that cut it, as a recording of its own.',
  } as const;
}

function emptyPicture(name: string) {
  return {
    code: 'SOURCE_HAS_NO_PICTURE',
    message: `${name} has a video track, but not a single picture in it.`,
    hint: 'Check that the file was copied or uploaded completely and plays elsewhere.',
  } as const;
}
