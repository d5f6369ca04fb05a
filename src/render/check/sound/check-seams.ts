import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hasComplaint } from '../../../ffmpeg/answers/classify-failure.ts';
import type { ChunkStore } from '../../../media/chunks/chunk-store.ts';
import type { ReadSound } from '../../../media/reading/read-types.ts';
import type { Track } from '../../../mp4/read/track.ts';
import { packetSamples } from '../../../planner/sound/splice-sound.ts';
import { decodePackets } from '../../sound/decode-packets.ts';
import { soundPacketsOf } from '../../sound/decode-picks.ts';
import type { FinishedMovie } from '../finished-movie.ts';
import { openKnownJoins } from '../joins/known-joins.ts';
import type { RenderedSound } from '../../sound/sound-track.ts';
import type { ChildContext } from '../../child/run-child.ts';
import { check, type Check } from '../verify-output.ts';
import { SampleLane, type LaneRun } from '../../movie/write-movie-lane.ts';
import { programmeChannels } from '../../sound/write-programme.ts';

export interface SeamsToCheck {
  readonly movie: FinishedMovie;
  readonly sources: readonly (ReadSound | undefined)[];
  readonly sound: RenderedSound | undefined;
  /** Where seams that have passed are remembered. */
  readonly store: ChunkStore;
  /** A folder of the attempt's own. */
  readonly folder: string;
}

/** Where a copied packet and an encoded one overlap: packet `packet` of the output sounds together with the one before. */
interface Seam {
  readonly packet: number;
  readonly source: number;
  /** The source's packet in the same place. */
  readonly sourcePacket: number;
}

const blockBytes = 2 * programmeChannels * packetSamples;

/**
 * Energy of the difference to the source at a seam, as a share of the source's: 6 dB below it. Seams that are right
 * measure like any encoded sound, 26 dB below and more on noise and 12 among transients; where packets do not belong
 * together it is as large as the sound.
 */
const greatestShare = 0.25;

/** A difference below this effective value of 16-bit samples (−66 dB) is not heard, whatever its share. */
const inaudible = 16;

/** Samples summed up to look at the deep part of a sound. */
const deep = 8;

/**
 * Decodes the finished file's sound at every seam and holds it against what the source has there. Seams that an earlier
 * export has checked are known by their bytes. Undefined where the sound has none.
 */
export async function checkSeams(context: ChildContext, work: SeamsToCheck): Promise<Check | undefined> {
  const all = work.sound?.kind === 'aac' ? seamsOf(work.sound.parts, work.sources) : [];
  if (all.length === 0) return undefined;
  const track = work.movie.sound;
  if (!track) return check('sound seams', false, 'There is no sound track.');
  const identities = await identitiesOf(work, { seams: all, track }, context.signal);
  const known = await openKnownJoins({ ...work, ffmpegVersion: context.tools.ffmpegVersion }, 'sound');
  const fresh = [...all.keys()].filter((i) => !known.has(identities[i] ?? ''));
  const seams = fresh.flatMap((i) => all[i] ?? []);
  const { blocks, words } = await decodeBlocks(context, work, { seams, track });
  const isQuiet = !hasComplaint(words);
  const wrong = new Set(fresh.filter((_, i) => !isQuiet || !isAlike(blocks[i], blocks[fresh.length + i])));
  const passed = identities.filter((_, i) => !wrong.has(i));
  await known.add(passed);
  const detail = isQuiet
    ? `${wrong.size} of ${all.length} seams sound unlike their sources`
    : `the decoder complained: ${words.slice(0, 200)}`;
  return check('sound seams', isQuiet && wrong.size === 0, detail);
}

type Parts = Extract<RenderedSound, { kind: 'aac' }>['parts'];

/** Sorted by source, so that each file is opened once. */
function seamsOf(parts: Parts, sources: SeamsToCheck['sources']): Seam[] {
  const seams = parts.flatMap((part, i): Seam[] => {
    if (part.kind !== 'copy') return [];
    const { source, fromPacket, toPacket, sourcePacket } = part;
    const packets = sources[source]?.soundBytes?.index.packets ?? 0;
    const sourceEnd = sourcePacket + toPacket - fromPacket;
    return [
      ...(i > 0 ? [{ source, packet: fromPacket, sourcePacket }] : []),
      ...(i < parts.length - 1 && sourceEnd < packets
        ? [{ source, packet: toPacket, sourcePacket: sourceEnd }]
        : []),
    ];
  });
  return seams.sort((a, b) => a.source - b.source || a.packet - b.packet);
}

/** The two packets that overlap at a seam, in the finished file. */
function overlapOf(path: string, { table }: Track, { packet }: Seam): LaneRun {
  const [from, to] = [packet - 1, packet + 1];
  return { path, offset: table.offset.slice(from, to), size: table.size.slice(from, to) };
}

/** Identifies each seam: its two packets, and what they are held against. The same bytes sound the same. */
async function identitiesOf(
  { movie, sources }: SeamsToCheck,
  { seams, track }: { seams: readonly Seam[]; track: Track },
  signal: AbortSignal,
): Promise<string[]> {
  const lane = new SampleLane(
    seams.map((seam) => overlapOf(movie.path, track, seam)),
    signal,
  );
  try {
    const identities: string[] = [];
    for (const [i, { source, sourcePacket }] of seams.entries()) {
      const hash = createHash('sha256').update(`${sources[source]?.facts.identity ?? ''} ${sourcePacket}`);
      for (const sample of [0, 1]) hash.update(lane.peek(i, sample) ?? (await lane.read(i, sample)));
      identities.push(hash.digest('hex').slice(0, 40));
    }
    return identities;
  } finally {
    await lane.close();
  }
}

/** What is heard at each seam, first of the output, then of the sources. */
async function decodeBlocks(
  context: ChildContext,
  { movie, sources, folder }: SeamsToCheck,
  { seams, track }: { seams: readonly Seam[]; track: Track },
): Promise<{ blocks: Buffer[]; words: string }> {
  if (seams.length === 0) return { blocks: [], words: '' };
  const output = seams.map((seam) => overlapOf(movie.path, track, seam));
  const source = seams.map(({ source, sourcePacket }) =>
    soundPacketsOf(sources[source], { fromPacket: sourcePacket - 1, toPacket: sourcePacket + 1 }),
  );
  const blocks = Array.from({ length: 2 * seams.length }, () => Buffer.alloc(blockBytes));
  let at = 0;
  const words = await decodePackets(context, {
    label: 'check of the sound',
    runs: [...output, ...source],
    path: join(folder, 'seams.aac'),
    // Of each two packets the second one's samples are whole.
    onSamples: async (bytes) => {
      const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let done = 0; done < from.length;) {
        const [pair, inPair] = [Math.floor(at / (2 * blockBytes)), at % (2 * blockBytes)];
        const isSecond = inPair >= blockBytes;
        const length = Math.min(from.length - done, (isSecond ? 2 : 1) * blockBytes - inPair);
        if (isSecond) from.copy(blocks[pair] ?? from, inPair - blockBytes, done, done + length);
        [done, at] = [done + length, at + length];
      }
    },
  });
  return { blocks, words };
}

function isAlike(heard: Buffer | undefined, expected: Buffer | undefined): boolean {
  return (
    heard !== undefined &&
    expected !== undefined &&
    (isClose(heard, expected, 1) || isClose(heard, expected, deep))
  );
}

/**
 * Compares sums of so many samples of a channel. Sums of several are what lies below about 3 kHz: above that encoders
 * put noise in the place of noise, which differs each time it is decoded.
 */
function isClose(heard: Buffer, expected: Buffer, summed: number): boolean {
  let [difference, energy] = [0, 0];
  for (let frame = 0; frame < packetSamples; frame += summed) {
    for (let channel = 0; channel < programmeChannels; channel++) {
      let [sum, wrong] = [0, 0];
      for (let i = frame; i < frame + summed; i++) {
        const at = 2 * (i * programmeChannels + channel);
        const value = expected.readInt16LE(at);
        sum += value;
        wrong += heard.readInt16LE(at) - value;
      }
      energy += sum ** 2;
      difference += wrong ** 2;
    }
  }
  const few = (inaudible * summed) ** 2 * ((packetSamples / summed) * programmeChannels);
  return difference <= Math.max(greatestShare * energy, few);
}
