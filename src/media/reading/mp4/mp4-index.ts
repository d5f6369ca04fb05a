import { openReadable, type ReadableFile } from '../../../disk/open-readable.ts';
import { isMalformed } from '../../../mp4/read/box.ts';
import { indexLimits } from '../../../mp4/read/index-excess.ts';
import { parseMovie, type Movie } from '../../../mp4/read/movie.ts';
import type { SampleTable } from '../../../mp4/read/sample-table.ts';
import { walkTopLevel } from './mp4-top-level.ts';
import { readRange } from '../../../disk/read-range.ts';

/** The index of an MP4 or MOV file on disk. */
export interface Mp4Index {
  readonly path: string;
  readonly fileSize: number;
  /** Of `ftyp`; `qt  ` where there is none. */
  readonly majorBrand: string;
  readonly movie: Movie;
  /** Bytes of the file that `movie` was read from: `[start, end)`. */
  readonly range: readonly [start: number, end: number];
  /** Samples of all tracks that lie (partly) past the end of the file: it was cut short. */
  readonly lostSamples: number;
}

export type UnsupportedMp4 =
  'not-mp4' | 'no-index' | 'fragmented' | 'external-data' | 'malformed' | 'too-large';

/** Why this reader cannot index the file; FFmpeg may still be able to read it. */
export interface Unsupported {
  readonly unsupported: UnsupportedMp4;
  /** One sentence for people, without the file's name. */
  readonly message: string;
}

/**
 * Reads the index of an MP4 or MOV file: the headers of its top-level boxes and `moov`, nothing else.
 * Rejects with `signal.reason` when aborted, and with the system's error where the file cannot be read.
 */
export async function readMp4Index(
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<Mp4Index | Unsupported> {
  const file = await openReadable(path, options);
  try {
    return await indexOf(file, { path, fileSize: file.size, signal: options.signal });
  } finally {
    await file.close();
  }
}

async function indexOf(
  file: ReadableFile,
  about: { path: string; fileSize: number; signal: AbortSignal | undefined },
): Promise<Mp4Index | Unsupported> {
  const { path, fileSize, signal } = about;
  const top = await walkTopLevel(file, { fileSize, signal });
  if (!top) return refuse('not-mp4', 'It is not an MP4 or MOV file.');
  if (top.hasFragments) return refuse('fragmented', 'It is a fragmented MP4.');
  if (!top.moov)
    return refuse('no-index', 'It holds no index (moov): it was cut short or is still being written.');
  if (top.moov.size > indexLimits.bytes) return refuse('too-large', 'Its index is larger than 256 MiB.');
  const movie = parseMovie(await readRange(file, { ...top.moov, signal }));
  if (isMalformed(movie)) return refuse('malformed', `Its index makes no sense: ${movie.problem}.`);
  if (movie.isFragmented) return refuse('fragmented', 'It is a fragmented MP4.');
  if (movie.tracks.some((track) => track.kind !== 'other' && !track.isSelfContained)) {
    return refuse('external-data', 'Its pictures or its sound lie in another file.');
  }
  const lostSamples = movie.tracks.reduce((sum, track) => sum + samplesPastEnd(track.table, fileSize), 0);
  const range = [top.moov.offset, top.moov.offset + top.moov.size] as const;
  return { path, fileSize, majorBrand: top.majorBrand, movie, range, lostSamples };
}

function refuse(unsupported: UnsupportedMp4, message: string): Unsupported {
  return { unsupported, message };
}

/** How many samples of a track end past the end of the file. */
export function samplesPastEnd(table: SampleTable, fileSize: number): number {
  let lost = 0;
  for (let i = 0; i < table.count; i++) {
    if ((table.offset[i] ?? 0) + (table.size[i] ?? 0) > fileSize) lost++;
  }
  return lost;
}
