import { boxesIn, findBox, giveUp, orProblem, readU64, requireBox, viewOf, type Malformed } from './box.ts';
import { sampleBudget } from './sample-table.ts';
import { parseTrack, type Track } from './track.ts';

/** The index of an MP4 or MOV file, as its `moov` box holds it. */
export interface Movie {
  /** Ticks per second of `duration` and of the edits' segment durations. */
  readonly timescale: number;
  readonly duration: number;
  /** Samples are (also) described in fragments, which this index does not hold. */
  readonly isFragmented: boolean;
  /** In the order of the file, which is the order of FFmpeg's stream indexes. */
  readonly tracks: readonly Track[];
}

/** More tracks than this are not footage. */
const maxTracks = 100;

/**
 * Reads a whole `moov` box, its header included. Never throws: bytes that make no sense give a `problem`,
 * and a track whose samples make no sense carries a `problem` of its own.
 */
export function parseMovie(moov: Uint8Array): Movie | Malformed {
  return orProblem('the index', () => {
    const box = findBox(moov, { start: 0, end: moov.length }, 'moov') ?? giveUp('there is no index');
    if (findBox(moov, box, 'cmov')) giveUp('the index is compressed');
    const budget = sampleBudget();
    const tracks: Track[] = [];
    for (const child of boxesIn(moov, box.start, box.end)) {
      if (child.type !== 'trak') continue;
      if (tracks.length === maxTracks) giveUp(`there are more than ${maxTracks} tracks`);
      tracks.push(parseTrack(moov, child, budget));
    }
    const isFragmented = findBox(moov, box, 'mvex') !== undefined;
    return { ...movieHeader(viewOf(moov, requireBox(moov, box, 'mvhd'))), isFragmented, tracks };
  });
}

function movieHeader(mvhd: DataView): { timescale: number; duration: number } {
  const isLong = mvhd.getUint8(0) === 1;
  const timescale = mvhd.getUint32(isLong ? 20 : 12);
  if (timescale === 0) giveUp('the movie has no timescale');
  if (!isLong) return { timescale, duration: mvhd.getUint32(16) };
  return { timescale, duration: mvhd.getUint32(24) === 0xffffffff ? 0 : readU64(mvhd, 24) };
}
