import { ascii, box, fullBox, u16, u32, u32List, u64List, u8, type BoxPart } from './box-writer.ts';
import { buildSampleTable, type MediaPlace, type TrackSamples } from './build-sample-table.ts';

export interface TrackPlan {
  readonly kind: 'video' | 'audio';
  readonly id: number;
  readonly timescale: number;
  /** Display size in square pixels; 0 for sound. */
  readonly width: number;
  readonly height: number;
  /** All samples, in ticks of the track. */
  readonly mediaDuration: number;
  /** What is presented: from `mediaTime` (track ticks), `duration` movie ticks long. */
  readonly edit: { readonly duration: number; readonly mediaTime: number };
  readonly samples: TrackSamples;
}

export interface MoviePlan {
  readonly timescale: number;
  readonly tracks: readonly TrackPlan[];
}

/** The `moov` box. Its length does not depend on `media.offset`. */
export function buildMoov(movie: MoviePlan, media: MediaPlace): Uint8Array {
  const duration = Math.max(0, ...movie.tracks.map((track) => track.edit.duration));
  return box(
    'moov',
    movieHeader(movie, duration),
    movie.tracks.map((track) => buildTrack(track, media)),
  );
}

const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** Numbers that need 64 bits make the box version 1. */
const needsLong = (...values: readonly number[]) => values.some((value) => value > 0x7fffffff);

/** Creation times are 0, so that the same input gives the same bytes. */
function movieHeader(movie: MoviePlan, duration: number): Uint8Array {
  const isLong = needsLong(duration);
  const times = isLong
    ? [u64List([0, 0]), u32(movie.timescale), u64List([duration])]
    : [u32(0, 0, movie.timescale, duration)];
  const rest = [u32(0x10000), u16(0x100, 0), u32(0, 0), unityMatrix, new Uint8Array(24)];
  const nextTrack = Math.max(0, ...movie.tracks.map((track) => track.id)) + 1;
  return fullBox('mvhd', isLong ? 1 << 24 : 0, times, rest, u32(nextTrack));
}

function buildTrack(track: TrackPlan, media: MediaPlace): Uint8Array {
  const minf = box('minf', mediaHeaderOf(track.kind), dataReference, stbl(track, media));
  return box(
    'trak',
    trackHeader(track),
    box('edts', editList(track.edit)),
    box('mdia', mediaTimes(track), handler(track.kind), minf),
  );
}

function trackHeader(track: TrackPlan): Uint8Array {
  const { id, kind, edit } = track;
  const isLong = needsLong(edit.duration);
  const times = isLong
    ? [u64List([0, 0]), u32(id, 0), u64List([edit.duration])]
    : [u32(0, 0, id, 0, edit.duration)];
  const mix = kind === 'audio' ? u16(0, 1, 0x100, 0) : u16(0, 0, 0, 0);
  const size = u32(Math.round(track.width * 65536), Math.round(track.height * 65536));
  // Flags 3: enabled, and part of the movie.
  return fullBox('tkhd', (isLong ? 1 << 24 : 0) | 3, times, u32(0, 0), mix, unityMatrix, size);
}

function editList({ duration, mediaTime }: TrackPlan['edit']): Uint8Array {
  const isLong = needsLong(duration, mediaTime);
  const times = isLong ? u64List([duration, mediaTime]) : u32(duration, mediaTime);
  return fullBox('elst', isLong ? 1 << 24 : 0, u32(1), times, u32(0x10000));
}

function mediaTimes({ timescale, mediaDuration }: TrackPlan): Uint8Array {
  const isLong = needsLong(mediaDuration);
  const times = isLong
    ? [u64List([0, 0]), u32(timescale), u64List([mediaDuration])]
    : [u32(0, 0, timescale, mediaDuration)];
  // 0x55c4 packs "und": no language is said.
  return fullBox('mdhd', isLong ? 1 << 24 : 0, times, u16(0x55c4, 0));
}

function handler(kind: TrackPlan['kind']): Uint8Array {
  const [type, name] = kind === 'video' ? ['vide', 'VideoHandler'] : ['soun', 'SoundHandler'];
  return fullBox('hdlr', 0, u32(0), ascii(type), u32(0, 0, 0), ascii(`${name}\0`));
}

function mediaHeaderOf(kind: TrackPlan['kind']): Uint8Array {
  return kind === 'video' ? fullBox('vmhd', 1, u16(0, 0, 0, 0)) : fullBox('smhd', 0, u16(0, 0));
}

const dataReference = box('dinf', fullBox('dref', 0, u32(1), fullBox('url ', 1)));

function stbl(track: TrackPlan, media: MediaPlace): Uint8Array {
  return buildSampleTable(track.samples, media, isAac(track) ? aacRoll(track.samples.size.length) : []);
}

function isAac(track: TrackPlan): boolean {
  const entry = track.samples.sampleEntries[0];
  return entry !== undefined && String.fromCharCode(...entry.subarray(4, 8)) === 'mp4a';
}

/** A decoder started at an AAC packet needs the one before it: players that seek in sound ask for this. */
function aacRoll(packets: number): BoxPart {
  return [
    fullBox('sgpd', 1 << 24, ascii('roll'), u32List([2, 1]), u8(0xff, 0xff)),
    fullBox('sbgp', 0, ascii('roll'), u32(1, packets, 1)),
  ];
}
