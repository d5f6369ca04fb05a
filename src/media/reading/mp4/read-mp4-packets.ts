import type { ProbedSource } from '../../../ffmpeg/answers/parse-probe.ts';
import { cleanAperture, type Aperture } from '../../../mp4/read/clean-aperture.ts';
import { isMalformed } from '../../../mp4/read/box.ts';
import { codecConfigOf, hasParameterSets, withStoredSets } from '../../../mp4/write/boxes/sample-entry.ts';
import type { CodecConfig } from '../../../mp4/read/codec-config.ts';
import { HEVC, isIdr } from '../../../mp4/read/nal.ts';
import { isBeyondReading, readPieces } from '../../../mp4/read/edit-pieces.ts';
import { presentationShift, type Shift } from '../../../mp4/read/presentation.ts';
import type { Track } from '../../../mp4/read/track.ts';
import type { PacketList } from '../../../planner/facts/build-index.ts';
import { BOUNDARY, type PictureEdits, type SoundEdit } from '../../../planner/facts/facts.ts';
import { medianGap } from '../../../shared/median-gap.ts';
import { rational } from '../../../timeline/rational.ts';
import { readMp4Index, samplesPastEnd, type Mp4Index } from './mp4-index.ts';
import { readKeyframeHeads, readParameterSets } from './mp4-nal-types.ts';
import { areLikeFirst, readSequenceText, sequenceOf } from './picture-sequences.ts';
import { readHeads } from './sample-heads.ts';
import { soundEdits } from './sound-edits.ts';
import { partsOfIndex, type RemoteParts } from './remote-parts.ts';
import { findGradualRefreshes, findRecoveryPoints } from './recovery-points.ts';
import { readMp4Sound, type SoundBytes } from './read-mp4-sound.ts';
import type { PictureBytes } from './picture-bytes.ts';

export interface Mp4Pictures {
  readonly packets: PacketList;
  readonly bytes: PictureBytes;
  readonly sound: SoundBytes | undefined;
  /** Where an edit list shows several pieces of the track. */
  readonly edits: PictureEdits | undefined;
  /** What is shown of the stored pictures, where that is less than all of them. */
  readonly aperture: Aperture | undefined;
}

export interface ReadMp4 {
  readonly pictures?: Mp4Pictures | undefined;
  readonly edits?: SoundEdit[] | undefined;
  readonly remote?: RemoteParts | undefined;
  /** Its edit list shows its pictures in a way that nobody here can follow. */
  readonly isBeyondReading?: boolean;
}

/**
 * The pictures of an MP4 or MOV straight from its index, without reading the rest of the file. Undefined
 * where the file is something else or its index is out of the ordinary: then ffprobe has to list the packets. And the
 * pieces of its sound, where an edit list has several.
 */
export async function readMp4(path: string, probed: ProbedSource, signal: AbortSignal): Promise<ReadMp4> {
  if (!probed.container.includes('mp4')) return {};
  const index = await readMp4Index(path, { signal });
  if ('unsupported' in index) return {};
  const track = index.movie.tracks[probed.video.streamIndex];
  return {
    pictures: await readPictures(index, probed, signal),
    edits: soundEdits(index, probed),
    remote: partsOfIndex(index),
    isBeyondReading: track?.kind === 'video' && isBeyondReading(track, index.movie.timescale),
  };
}

async function readPictures(
  index: Mp4Index,
  probed: ProbedSource,
  signal: AbortSignal,
): Promise<Mp4Pictures | undefined> {
  const { path } = index;
  const track = index.movie.tracks[probed.video.streamIndex];
  if (!track || track.kind !== 'video' || track.problem !== undefined || track.table.count === 0)
    return undefined;
  if (samplesPastEnd(track.table, index.fileSize) > 0) return undefined;
  const times = readTimes(track, index.movie.timescale);
  if (!times) return undefined;
  const bytes = bytesOf(path, await withOwnSets(path, track, signal));
  const boundary = await boundariesOf(bytes, signal);
  const sound = readMp4Sound(path, index, probed);
  const aperture = cleanAperture(track.sampleEntries, track);
  return { packets: { ...times.packets, boundary }, bytes, sound, edits: times.edits, aperture };
}

export function bytesOf(path: string, track: Track): PictureBytes {
  return { path, track, config: readConfig(track) };
}

/**
 * The track with the parameter sets of its first keyframe in its description where that has none (`avc3`, `hev1`): what
 * is copied from elsewhere in the stream, and what is encoded beside it, is told apart by them.
 */
async function withOwnSets(path: string, track: Track, signal: AbortSignal): Promise<Track> {
  const config = readConfig(track);
  const [entry, ...others] = track.sampleEntries;
  if (!config || !entry || hasParameterSets(entry)) return track;
  const framing = { codec: config.codec, lengthSize: config.nalLengthSize };
  const first = Math.max(0, track.table.isSync.indexOf(1));
  const sets = await readParameterSets({ path, table: track.table, framing, signal }, first);
  return { ...track, sampleEntries: [withStoredSets(entry, sets), ...others] };
}

function readConfig(track: Track): CodecConfig | undefined {
  const [entry] = track.sampleEntries;
  const config = entry && codecConfigOf(entry);
  return config && !isMalformed(config) ? config : undefined;
}

type PacketTimes = Omit<PacketList, 'boundary'>;

function readTimes(
  track: Track,
  movieTimescale: number,
): { packets: PacketTimes; edits: PictureEdits | undefined } | undefined {
  const shift = presentationShift(track, movieTimescale);
  if (shift.kind === 'shift') return { packets: timesOf(track, shift), edits: undefined };
  const pieced = readPieces(track, movieTimescale);
  if (!pieced) return undefined;
  const { table, timescale } = track;
  const { pieces, ...times } = pieced;
  return {
    packets: { ...times, timebase: rational(1, timescale), size: table.size },
    edits: { timescale, pieces: pieces.map(({ first, end, from, at }) => ({ first, end, from, at })) },
  };
}

function timesOf(track: Track, shift: Shift): PacketTimes {
  const { table, timescale } = track;
  const pts = table.pts.map((time) => time + shift.ticks);
  const isHidden = Uint8Array.from(table.pts, (time) =>
    time >= shift.keptFrom && time < shift.keptUntil ? 0 : 1,
  );
  const endPts = endOfPictures(track, shift) + shift.ticks;
  return { timebase: rational(1, timescale), pts, size: table.size, isHidden, endPts };
}

/**
 * When the picture shown last leaves the screen, before edit lists: after its own duration, when a hidden picture
 * takes its place, or when the edit ends. Where writers left the last duration out (0), as long as is usual.
 */
function endOfPictures({ table, timescale }: Track, { keptFrom, keptUntil }: Shift): number {
  let last = -1;
  let next = Infinity;
  table.pts.forEach((time, i) => {
    const isShown = time >= keptFrom && time < keptUntil;
    if (isShown && time > (table.pts[last] ?? -Infinity)) last = i;
  });
  const start = table.pts[last] ?? 0;
  table.pts.forEach((time) => (next = time > start ? Math.min(next, time) : next));
  const ownDuration = (table.dts[last + 1] ?? table.endDts) - (table.dts[last] ?? 0);
  const usual = medianGap(table.dts) ?? Math.round(timescale / 25);
  const end = start + (ownDuration > 0 ? ownDuration : usual);
  // The edit's length is rounded to the movie's clock, often milliseconds.
  const isEditElsewhere = Math.abs(keptUntil - end) > timescale / 500;
  // Of a picture that is not decoded last too, decode times tell how soon another is decoded, not how long it is shown.
  const isEditKnown = last + 1 < table.count && keptUntil < Infinity;
  // FFmpeg ends the edit a millisecond after such a picture begins: it did not know better, and nothing follows.
  const isCutOff = isEditKnown && next === Infinity && keptUntil < start + usual;
  if (isCutOff) return start + usual;
  return isEditElsewhere && (isEditKnown || keptUntil < end)
    ? Math.min(next, keptUntil)
    : Math.min(next, end);
}

/**
 * What may start at each packet. The container's word is not enough: FFmpeg marks recovery points of open
 * GOPs as keyframes too, so the bitstream is asked; and from some keyframe on the pictures may be others, of another
 * size for instance, which only the bitstream or another description of the track tells.
 */
export async function boundariesOf(bytes: PictureBytes, signal: AbortSignal): Promise<Uint8Array> {
  const { table } = bytes.track;
  const boundary = table.isSync.map((isSync) => (isSync === 1 ? BOUNDARY.keyframe : BOUNDARY.none));
  const keyframes: number[] = [];
  boundary.forEach((kind, packet) => kind === BOUNDARY.keyframe && keyframes.push(packet));
  const heads = await headsOf(bytes, keyframes, signal);
  const isFirstDescription = areLikeFirst(bytes.track);
  keyframes.forEach((packet, i) => {
    const head = heads?.[i];
    if (!head) return;
    const isSame =
      head.sequence === heads?.[0]?.sequence && isFirstDescription[table.entryIndex[packet] ?? 0];
    boundary[packet] = isSame ? head.kind : BOUNDARY.other;
  });
  const others = keyframes.filter((packet) => boundary[packet] === BOUNDARY.keyframe);
  for (const packet of await findRecoveryPoints(bytes, others, signal)) boundary[packet] = BOUNDARY.recovery;
  const open = others.filter((packet) => packet > 0 && boundary[packet] === BOUNDARY.keyframe);
  for (const packet of await findGradualRefreshes(bytes, open, signal)) boundary[packet] = BOUNDARY.none;
  return boundary;
}

interface Head {
  readonly kind: number;
  /** Of what kind the pictures are from here on, in words that can be compared. */
  readonly sequence: string;
}

async function headsOf(
  { path, track, config }: PictureBytes,
  keyframes: readonly number[],
  signal: AbortSignal,
): Promise<Head[] | undefined> {
  const { table, codec } = track;
  if (!config) {
    if (!/^(vp09|av01)$/.test(codec)) return undefined;
    const texts = await readHeads({ path, table, signal }, keyframes, (head) =>
      readSequenceText(head, codec),
    );
    return texts.map((sequence) => ({ kind: BOUNDARY.idr, sequence }));
  }
  const framing = { codec: config.codec, lengthSize: config.nalLengthSize };
  const heads = await readKeyframeHeads({ path, table, framing, signal }, keyframes);
  const own = sequenceOf(config);
  return heads.map(({ type, sequence }) => ({
    kind: kindOf(config.codec, type),
    sequence: Buffer.from(sequence ?? own ?? []).toString('base64'),
  }));
}

function kindOf(codec: CodecConfig['codec'], type: number): number {
  if (isIdr(codec, type)) return BOUNDARY.idr;
  return codec === 'hevc' && type === HEVC.cra ? BOUNDARY.cra : BOUNDARY.keyframe;
}
