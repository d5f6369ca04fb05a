import type { ByteRange } from '../../disk/remote-files.ts';
import { voicesOf } from '../../ffmpeg/sound/mix-filters.ts';
import type { SampleTable } from '../../mp4/read/sample-table.ts';
import type { AudioFacts } from '../../planner/facts/facts.ts';
import type { SourcePictures } from '../../planner/plan/plan.ts';
import { sampleRange } from './mp4/remote-parts.ts';
import type { ReadSound, ReadSource } from './read-types.ts';

/**
 * Decoders are given packets ahead of the picture that is wanted, some for each of their threads, and demuxers read
 * ahead of decoders. What lies beyond this is never decoded.
 */
const readAheadPackets = 96;

/** What is needed of a source to show these pictures of it; undefined where that is all of it. */
export function neededPictures(
  { remote, bytes, index, facts }: ReadSource,
  { firstOrdinal, lastOrdinal, seek }: SourcePictures,
): readonly ByteRange[] | undefined {
  if (!remote || !bytes || facts.video.edits) return undefined;
  const { table } = bytes.track;
  let [first, last] = [table.count, 0];
  index.rank.forEach((ordinal, packet) => {
    if (ordinal < firstOrdinal || ordinal > lastOrdinal) return;
    first = Math.min(first, packet);
    last = Math.max(last, packet);
  });
  const from = seek.isFileStart ? 0 : keyframeBefore(table, keyframeBefore(table, first) - 1);
  const to = Math.min(table.count, last + 1 + readAheadPackets);
  const wanted = Array.from({ length: Math.max(0, to - from) }, (_, i) => sampleRange(table, from + i));
  return [...remote.head, ...wanted];
}

/** A seek may land at the keyframe before the one that is meant, never further back. */
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

/** Seconds before a place that demuxers seek to and decoders warm up in; what they read further back is not heard. */
const leadSeconds = 3;

/** What is needed to hear one track at a few places (seconds on its file's own clock); undefined where that is all of it. */
export function soundBytesAt(
  { remote }: Pick<ReadSound, 'remote'>,
  { streamIndex }: Pick<AudioFacts, 'streamIndex'>,
  places: { readonly at: readonly number[]; readonly seconds: number },
): readonly ByteRange[] | undefined {
  const sound = remote?.sounds.find((table) => table.streamIndex === streamIndex);
  if (!remote || !sound) return undefined;
  const isNear = (time: number) =>
    places.at.some((from) => time > from - leadSeconds && time < from + places.seconds + leadSeconds);
  const ranges = [...remote.head];
  for (let i = 0; i < sound.offset.length; i++)
    if (isNear((sound.dts[i] ?? 0) / sound.timescale)) ranges.push(sampleRange(sound, i));
  return ranges;
}
