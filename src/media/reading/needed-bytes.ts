import type { ByteRange } from '../../disk/remote-files.ts';
import { voicesOf } from '../../ffmpeg/sound/mix-filters.ts';
import type { SampleTable } from '../../mp4/read/sample-table.ts';
import type { AudioFacts } from '../../planner/facts/facts.ts';
import type { SourcePictures } from '../../planner/plan/plan.ts';
import { sampleRange } from './mp4/remote-parts.ts';
import type { ReadSound, ReadSource } from './read-types.ts';

/**
 * Decoders are given packets ahead of the picture that is wanted, some for each of their threads, and demuxers read
 * ahead of decoders: with 8 threads, which is most (`mostDecodingThreads`), up to 22 packets with FFmpeg 5.1 and 30 with
 * 7.1, of one input and of four (640 × 360, counted by `strace`). What lies beyond this is never decoded.
 */
const readAheadPackets = 48;

/** What is needed of a source to show these pictures of it; undefined where that is all of it. */
export function neededPictures(
  source: ReadSource,
  pictures: SourcePictures,
): readonly ByteRange[] | undefined {
  const { remote, bytes, facts } = source;
  if (!remote || !bytes || facts.video.edits) return undefined;
  const { table } = bytes.track;
  const { from, to } = decodedPackets({ table, rank: source.index.rank }, pictures);
  const end = Math.min(table.count, to + readAheadPackets);
  const wanted = Array.from({ length: Math.max(0, end - from) }, (_, i) => sampleRange(table, from + i));
  return [...remote.head, ...wanted];
}

interface Packets {
  readonly table: SampleTable;
  /** See `PictureIndex`. */
  readonly rank: ArrayLike<number>;
}

/** The packets `[from, to)` that are decoded to show these pictures. */
export function decodedPackets(
  packets: Packets,
  { firstOrdinal, lastOrdinal, seek }: SourcePictures,
): { readonly from: number; readonly to: number } {
  const { table, rank } = packets;
  let [first, to] = [table.count, 0];
  for (let packet = 0; packet < rank.length; packet++) {
    const ordinal = rank[packet] ?? -1;
    if (ordinal < firstOrdinal || ordinal > lastOrdinal) continue;
    first = Math.min(first, packet);
    to = packet + 1;
  }
  return { from: seek.isFileStart ? 0 : entryOf(packets, { packet: first, firstOrdinal }), to };
}

/** Where a demuxer begins to read that seeks to the last keyframe shown at or before a picture. */
function entryOf(
  { table, rank }: Packets,
  { packet, firstOrdinal }: { readonly packet: number; readonly firstOrdinal: number },
): number {
  const isShownBefore = (at: number) => (rank[at] ?? -1) >= 0 && (rank[at] ?? 0) <= firstOrdinal;
  let at = keyframeBefore(table, packet);
  while (at > 0 && !isShownBefore(at)) at = keyframeBefore(table, at - 1);
  return isFoundBySeeking(table, at) ? at : keyframeBefore(table, at - 1);
}

/**
 * FFmpeg looks for an instant of presentation among those of decoding, less what lies between both at the start of the
 * file (`mov_seek_stream`): a keyframe that follows its own decoding sooner than that is passed over, for the one before.
 */
function isFoundBySeeking({ pts, dts }: SampleTable, keyframe: number): boolean {
  const delay = (at: number) => (pts[at] ?? 0) - (dts[at] ?? 0);
  return delay(0) >= 0 && delay(keyframe) >= delay(0);
}

function keyframeBefore({ isSync }: SampleTable, packet: number): number {
  let at = Math.max(0, packet);
  while (at > 0 && isSync[at] !== 1) at--;
  return at;
}

/** See `decodeSoundArgs`: how far it reads on, and some more that lies in buffers by then. */
const readOnSeconds = 15;

/** What is needed to hear a source from its start for so many seconds; undefined where that is all of it. */
export function soundBytesNeeded(
  { remote }: Pick<ReadSound, 'remote'>,
  audio: AudioFacts,
  seconds: number,
): readonly ByteRange[] | undefined {
  if (!remote || audio.edits) return undefined;
  const ranges = [...remote.head];
  for (const { streamIndex } of voicesOf(audio)) {
    const sound = remote.sounds.find((table) => table.streamIndex === streamIndex);
    if (!sound) return undefined;
    for (let i = 0; i < sound.offset.length; i++) {
      if (((sound.dts[i] ?? 0) - (sound.dts[0] ?? 0)) / sound.timescale > seconds + readOnSeconds) break;
      ranges.push(sampleRange(sound, i));
    }
  }
  return ranges;
}

/** What is needed to hear a source between two places of its time line (seconds), about; undefined where that is all of it. */
export function soundBytesWithin(
  source: Pick<ReadSound, 'remote'>,
  audio: AudioFacts,
  [from, to]: readonly [number, number],
): readonly ByteRange[] | undefined {
  if (from <= 0) return soundBytesNeeded(source, audio, to);
  const ranges = voicesOf(audio).map((voice) =>
    soundBytesAt(source, voice, { at: [from], seconds: to - from }),
  );
  return ranges.every((own) => own !== undefined) ? ranges.flat() : undefined;
}

/** Seconds around a place in which decoders warm up and demuxers read ahead; what they read beyond is not heard. */
const aroundSeconds = 1;

export interface PlacesToHear {
  /** Seconds on the file's own clock. */
  readonly at: readonly number[];
  readonly seconds: number;
  /** The pictures in between are needed, too: then each place is one range, and not one for each packet. */
  readonly isWithPictures?: boolean;
}

/** What is needed to hear one track at a few places; undefined where that is all of it. */
export function soundBytesAt(
  { remote }: Pick<ReadSound, 'remote'>,
  { streamIndex }: Pick<AudioFacts, 'streamIndex'>,
  { at, seconds, isWithPictures = false }: PlacesToHear,
): readonly ByteRange[] | undefined {
  const sound = remote?.sounds.find((table) => table.streamIndex === streamIndex);
  if (!remote || !sound) return undefined;
  const time = (sample: number) => (sound.dts[sample] ?? 0) / sound.timescale;
  const isNear = (sample: number, from: number) =>
    time(sample) > from - aroundSeconds && time(sample) < from + seconds + aroundSeconds;
  const samples = Array.from(sound.offset.keys());
  if (!isWithPictures) {
    const near = samples.filter((sample) => at.some((from) => isNear(sample, from)));
    return [...remote.head, ...near.map((sample) => sampleRange(sound, sample))];
  }
  const spans = at.map((from): ByteRange => {
    const near = samples.filter((sample) => isNear(sample, from)).map((sample) => sampleRange(sound, sample));
    return near.reduce(([a, b], [start, end]) => [Math.min(a, start), Math.max(b, end)], near[0] ?? [0, 0]);
  });
  return [...remote.head, ...spans];
}
