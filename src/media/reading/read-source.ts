import { ProblemError } from '../../contract/problems.ts';
import { isProblem, parseProbe, type ProbedSource } from '../../ffmpeg/parse-probe.ts';
import { parsePackets } from '../../ffmpeg/parse-packets.ts';
import { packetArgs, probeArgs } from '../../ffmpeg/probe-args.ts';
import { buildIndex, type PacketList } from '../../planner/build-index.ts';
import type { PictureIndex, SoundIndex, SourceFacts } from '../../planner/facts.ts';
import { maximum, multiply, rational, subtract, toNumber, type Rational } from '../../timeline/rational.ts';
import { identifySource } from './identify-source.ts';
import { readMp4Packets, type PictureBytes } from './read-mp4-packets.ts';
import type { SoundBytes } from './read-mp4-sound.ts';
import { runFfprobe } from './run-ffprobe.ts';
import type { ProbeTools } from '../tools/tools.ts';

/** A source file with everything a plan and a render need of it. */
export interface ReadSource {
  readonly path: string;
  readonly facts: SourceFacts;
  readonly index: PictureIndex;
  /** Where the pictures' bytes lie in the file; undefined where that is not known yet (not an MP4). */
  readonly bytes: PictureBytes | undefined;
  /** Where its sound lies, and which packets are when, where they can be copied. */
  readonly sound: SoundIndex | undefined;
  readonly soundBytes: SoundBytes | undefined;
}

export interface SourceToRead {
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Probes and indexes a source, in a thread of its own where there is one. Throws a `ProblemError` that names it, or
 * the signal's reason.
 */
export async function readSource(tools: ProbeTools, source: SourceToRead): Promise<ReadSource> {
  return 'reader' in tools && tools.reader ? tools.reader(source) : readHere(tools, source);
}

async function readHere(tools: ProbeTools, source: SourceToRead): Promise<ReadSource> {
  const { path, name, signal } = source;
  const identity = await identify(source);
  const probed = parseProbe(
    await runFfprobe(tools, { args: probeArgs(path), path, depth: 'head', name, signal }),
    name,
  );
  if (isProblem(probed)) throw new ProblemError(probed);
  const mp4 = await readMp4Packets(path, probed, signal);
  const packets = mp4?.packets ?? (await listPackets(tools, { ...source, key: identity.key }, probed));
  if (packets.pts.length === 0) throw new ProblemError(emptyPicture(name));
  const times = { origin: probed.origin, end: endOf(probed, packets) };
  const { container, video, audio, tracks } = probed;
  return {
    path,
    facts: { identity: identity.key, bytes: identity.bytes, container, ...times, video, audio, tracks },
    index: buildIndex(packets, times),
    bytes: mp4?.bytes,
    sound: mp4?.sound?.index,
    soundBytes: mp4?.sound,
  };
}

async function identify({ path, name }: SourceToRead) {
  return identifySource(path).catch((cause: unknown) => {
    throw new ProblemError(
      {
        code: 'SOURCE_UNREADABLE',
        message: `${name} cannot be read.`,
        hint: 'Check the permissions of the file and the disk it lies on.',
      },
      { cause },
    );
  });
}

async function listPackets(
  tools: ProbeTools,
  { path, name, signal, key }: SourceToRead & { readonly key: string },
  probed: ProbedSource,
): Promise<PacketList> {
  const { streamIndex } = probed.video;
  const read = () =>
    runFfprobe(tools, { args: packetArgs(path, streamIndex), path, depth: 'packets', name, signal });
  const csv = await (tools.listings?.remember([key, streamIndex], read) ?? read());
  return parsePackets(csv, probed.video.timebase);
}

/** The end of the latest track that is used, from the source's time zero. */
function endOf(probed: ProbedSource, packets: PacketList): Rational {
  const pictureEnd = multiply(rational(BigInt(Math.round(packets.endPts))), packets.timebase);
  const soundEnd = probed.audio ? (probed.audioEnd ?? nearest(probed.statedEnds, pictureEnd)) : undefined;
  return subtract(soundEnd ? maximum(pictureEnd, soundEnd) : pictureEnd, probed.origin);
}

/** Of what an end may mean, what lies nearest to that of the picture. */
function nearest(ends: readonly Rational[], to: Rational): Rational | undefined {
  const distance = (end: Rational) => Math.abs(toNumber(subtract(end, to)));
  return [...ends].sort((a, b) => distance(a) - distance(b))[0];
}

function emptyPicture(name: string) {
  return {
    code: 'SOURCE_HAS_NO_PICTURE',
    message: `${name} has a video track, but not a single picture in it.`,
    hint: 'Check that the file was copied or uploaded completely and plays elsewhere.',
  } as const;
}
