import { ascii, box, fullBox, u16, u32, u32List, u64List, u8, type BoxPart } from './box-writer.ts';
import { buildSampleTable, type MediaPlace, type TrackSamples } from './build-sample-table.ts';
import type { TextTrackSpec } from '../movie-spec.ts';

export interface TrackPlan {
  readonly kind: 'video' | 'audio' | TextTrackSpec['kind'];
  readonly id: number;
  readonly timescale: number;
  /** Display size in square pixels; 0 for what is not shown. */
  readonly width: number;
  readonly height: number;
  /** Distance of its upper edge from that of the movie, in the same; 0 where it is left out. */
  readonly top?: number;
  /** All samples, in ticks of the track. */
  readonly mediaDuration: number;
  /** What is presented: from `mediaTime` (track ticks), `duration` movie ticks long, `delay` movie ticks after the start. */
  readonly edit: { readonly duration: number; readonly mediaTime: number; readonly delay?: number };
  readonly samples: TrackSamples;
  /** The track that holds its chapters. */
  readonly chapters?: number;
}

export interface MoviePlan {
  readonly timescale: number;
  readonly tracks: readonly TrackPlan[];
  /** A whole `udta` box. */
  readonly userData?: Uint8Array | undefined;
}

/** The `moov` box. Its length does not depend on `media.offset`. */
export function buildMoov(movie: MoviePlan, media: MediaPlace): Uint8Array {
  const duration = Math.max(0, ...movie.tracks.map(endOf));
  return box(
    'moov',
    movieHeader(movie, duration),
    movie.tracks.map((track) => buildTrack(track, media)),
    movie.userData ?? [],
  );
}

/** In movie ticks. */
function endOf({ edit }: TrackPlan): number {
  return edit.duration + (edit.delay ?? 0);
}

/** Nothing but moved down by so many pixels. */
function matrixOf(top = 0): Uint8Array {
  return u32(0x10000, 0, 0, 0, 0x10000, 0, 0, Math.round(top * 65536), 0x40000000);
}

/** Numbers that need 64 bits make the box version 1. */
const needsLong = (...values: readonly number[]) => values.some((value) => value > 0x7fffffff);

/** Creation times are 0, so that the same input gives the same bytes. */
function movieHeader(movie: MoviePlan, duration: number): Uint8Array {
  const isLong = needsLong(duration);
  const times = isLong
    ? [u64List([0, 0]), u32(movie.timescale), u64List([duration])]
    : [u32(0, 0, movie.timescale, duration)];
  const rest = [u32(0x10000), u16(0x100, 0), u32(0, 0), matrixOf(), new Uint8Array(24)];
  const nextTrack = Math.max(0, ...movie.tracks.map((track) => track.id)) + 1;
  return fullBox('mvhd', isLong ? 1 << 24 : 0, times, rest, u32(nextTrack));
}

function buildTrack(track: TrackPlan, media: MediaPlace): Uint8Array {
  const minf = box('minf', mediaHeaderOf(track.kind), dataReference, stbl(track, media));
  return box(
    'trak',
    trackHeader(track),
    track.chapters === undefined ? [] : box('tref', box('chap', u32(track.chapters))),
    box('edts', editList(track.edit)),
    box('mdia', mediaTimes(track), handler(track.kind), minf),
  );
}

/** Captions are offered and not forced on anybody; chapters are never shown by themselves. */
const enabledInMovie: Readonly<Record<TrackPlan['kind'], number>> = {
  video: 3,
  audio: 3,
  captions: 2,
  chapters: 2,
};

function trackHeader(track: TrackPlan): Uint8Array {
  const { id, kind } = track;
  const end = endOf(track);
  const isLong = needsLong(end);
  const times = isLong ? [u64List([0, 0]), u32(id, 0), u64List([end])] : [u32(0, 0, id, 0, end)];
  // Players choose one of the tracks of a group; no other track of the movie is in that of its captions.
  const group = kind === 'captions' ? 2 : 0;
  const mix = u16(0, kind === 'audio' ? 1 : group, kind === 'audio' ? 0x100 : 0, 0);
  const size = u32(Math.round(track.width * 65536), Math.round(track.height * 65536));
  const flags = (isLong ? 1 << 24 : 0) | enabledInMovie[kind];
  return fullBox('tkhd', flags, times, u32(0, 0), mix, matrixOf(track.top), size);
}

function editList({ duration, mediaTime, delay = 0 }: TrackPlan['edit']): Uint8Array {
  const isLong = needsLong(duration, mediaTime, delay);
  const entry = (length: number, from: number) => [
    isLong ? u64List([length, from]) : u32(length, from),
    u32(0x10000),
  ];
  // From −1 nothing is shown.
  const entries = [...(delay > 0 ? [entry(delay, -1)] : []), entry(duration, mediaTime)];
  return fullBox('elst', isLong ? 1 << 24 : 0, u32(entries.length), entries);
}

function mediaTimes({ timescale, mediaDuration }: TrackPlan): Uint8Array {
  const isLong = needsLong(mediaDuration);
  const times = isLong
    ? [u64List([0, 0]), u32(timescale), u64List([mediaDuration])]
    : [u32(0, 0, timescale, mediaDuration)];
  // 0x55c4 packs "und": no language is said.
  return fullBox('mdhd', isLong ? 1 << 24 : 0, times, u16(0x55c4, 0));
}

const handlers: Readonly<Record<TrackPlan['kind'], readonly [type: string, name: string]>> = {
  video: ['vide', 'VideoHandler'],
  audio: ['soun', 'SoundHandler'],
  captions: ['sbtl', 'SubtitleHandler'],
  chapters: ['text', 'ChapterHandler'],
};

function handler(kind: TrackPlan['kind']): Uint8Array {
  const [type, name] = handlers[kind];
  return fullBox('hdlr', 0, u32(0), ascii(type), u32(0, 0, 0), ascii(`${name}\0`));
}

function mediaHeaderOf(kind: TrackPlan['kind']): Uint8Array {
  switch (kind) {
    case 'video':
      return fullBox('vmhd', 1, u16(0, 0, 0, 0));
    case 'audio':
      return fullBox('smhd', 0, u16(0, 0));
    case 'captions':
      return fullBox('nmhd', 0);
    case 'chapters':
      // QuickTime's, who knows no other: drawn over what is below, by a matrix of its own.
      return box(
        'gmhd',
        fullBox('gmin', 0, u16(0x40, 0x8000, 0x8000, 0x8000, 0, 0)),
        box('text', matrixOf()),
      );
  }
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
