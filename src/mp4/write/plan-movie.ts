import { ascii, box, u32, u64List } from './boxes/box-writer.ts';
import { fourcc } from '../read/box.ts';
import { buildMoov, type MoviePlan } from './boxes/build-moov.ts';
import type { SampleChunk } from './boxes/build-sample-table.ts';
import { checkSpec } from './check-spec.ts';
import { interleave, type Piece } from './interleave.ts';
import { concatenate } from './concatenate.ts';
import type { MovieSpec, PictureTrackSpec, TextTrackSpec } from './movie-spec.ts';
import { pictureTiming, planTracks } from './plan-tracks.ts';
import { normaliseEntry } from './boxes/sample-entry.ts';

/** A movie before its first byte is written: everything in front of the samples, and the order of the samples. */
export interface MovieLayout {
  /** `ftyp`, `moov` and the header of `mdat`. */
  readonly head: Uint8Array;
  readonly pieces: readonly Piece[];
  readonly totalBytes: number;
  readonly frames: number;
}

/**
 * Lays out a movie with its index in front. `pictureSizes` holds, run by run, how many bytes each picture will
 * have in the movie. Throws a RangeError on a spec that no movie can follow: that is a bug of the caller.
 */
export function layOutMovie(spec: MovieSpec, pictureSizes: readonly Uint32Array[]): MovieLayout {
  checkSpec(spec);
  const pieces = interleave(spec);
  const entries = shareEntries(spec.video);
  const soundSizes = (spec.audio?.runs ?? []).map((run) => run.size);
  const texts = textSizes(spec);
  const { chunks, bytes } = placePieces(pieces, {
    ...{ video: pictureSizes, audio: soundSizes, ...texts },
    entryOf: entries.entryOf,
  });
  const size = concatenate(pictureSizes);
  const movie = planTracks(spec, {
    video: { ...pictureTiming(spec.video), size, sampleEntries: entries.list, chunks: chunks.video },
    audio: { size: concatenate(soundSizes), chunks: chunks.audio },
    captions: { size: concatenate(texts.captions), chunks: chunks.captions },
    chapters: { size: concatenate(texts.chapters), chunks: chunks.chapters },
  });
  const ftyp = fileType(entries.list);
  return { ...frontOf({ ftyp, movie, bytes }), pieces, frames: size.length };
}

/** The length of `moov` must be known before the offsets in it: it is built twice, and as `co64` where needed. */
function frontOf(parts: { ftyp: Uint8Array; movie: MoviePlan; bytes: number }) {
  const { ftyp, movie, bytes } = parts;
  const build = (isFar: boolean) => {
    const header = isFar ? 16 : 8;
    const offset = ftyp.length + buildMoov(movie, { offset: 0, isFar }).length + header;
    return { offset, isFar };
  };
  const near = build(false);
  const media = near.offset + bytes > 0xffffffff ? build(true) : near;
  const mdat = media.isFar ? [u32(1), ascii('mdat'), u64List([bytes + 16])] : [u32(bytes + 8), ascii('mdat')];
  const head = new Uint8Array(media.offset);
  let at = 0;
  for (const part of [ftyp, buildMoov(movie, media), ...mdat]) {
    head.set(part, at);
    at += part.length;
  }
  return { head, totalBytes: media.offset + bytes };
}

function fileType(entries: readonly Uint8Array[]): Uint8Array {
  const codec = entries[0] ? fourcc(entries[0], 4) : '';
  const brands =
    codec === 'avc1' || codec === 'avc3' ? ['isom', 'iso2', 'avc1', 'mp41'] : ['isom', 'iso6', 'mp41'];
  return box('ftyp', ascii('isom'), u32(0x200), brands.map(ascii));
}

function shareEntries(video: PictureTrackSpec): { list: Uint8Array[]; entryOf: number[] } {
  const list: Uint8Array[] = [];
  const known = new Map<string, number>();
  const entryOf = video.runs.map((run) => {
    const entry = normaliseEntry(run.sampleEntry);
    const key = entry.join();
    const index = known.get(key) ?? list.push(entry) - 1;
    known.set(key, index);
    return index;
  });
  return { list, entryOf };
}

/** By kind: the one run of words, or none. */
function textSizes({ texts = [] }: MovieSpec): Record<TextTrackSpec['kind'], Uint32Array[]> {
  const ofKind = (wanted: TextTrackSpec['kind']) =>
    texts
      .filter(({ kind }) => kind === wanted)
      .map(({ samples }) => Uint32Array.from(samples, ({ bytes }) => bytes.length));
  return { captions: ofKind('captions'), chapters: ofKind('chapters') };
}

/** Neighbouring pieces of one half second, track and description are one chunk of the index. */
function placePieces(
  pieces: readonly Piece[],
  sizes: Readonly<Record<Piece['track'], readonly Uint32Array[]>> & { readonly entryOf: readonly number[] },
): { chunks: Record<Piece['track'], SampleChunk[]>; bytes: number } {
  const chunks: Record<Piece['track'], SampleChunk[]> = { video: [], audio: [], captions: [], chapters: [] };
  let bytes = 0;
  let open: { track: Piece['track']; entry: number; slot: number } | undefined;
  for (const { track, run, from, to, slot } of pieces) {
    const entry = track === 'video' ? (sizes.entryOf[run] ?? 0) : 0;
    const list = chunks[track];
    const isSame = open?.track === track && open.entry === entry && open.slot === slot;
    const last = isSame ? list.pop() : undefined;
    list.push({ offset: last?.offset ?? bytes, samples: (last?.samples ?? 0) + to - from, entry });
    open = { track, entry, slot };
    const size = sizes[track][run];
    for (let i = from; i < to; i++) bytes += size?.[i] ?? 0;
  }
  return { chunks, bytes };
}
