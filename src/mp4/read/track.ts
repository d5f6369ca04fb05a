import {
  boxesIn,
  findBox,
  fourcc,
  giveUp,
  isMalformed,
  orProblem,
  readI64,
  readU64,
  requireBox,
  viewOf,
} from './box.ts';
import type { Box } from './box.ts';
import { indexLimits } from './index-excess.ts';
import { emptyTable, parseSampleTable, type SampleBudget, type SampleTable } from './sample-table.ts';

/** One entry of an edit list as the file holds it. */
export interface EditEntry {
  /** Ticks of the movie's timescale. */
  readonly segmentDuration: number;
  /** Ticks of the track's timescale; −1 is an empty edit. */
  readonly mediaTime: number;
  readonly rate: number;
}

export interface Track {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'other';
  readonly isEnabled: boolean;
  /** Ticks per second. */
  readonly timescale: number;
  /** Ticks; what the header says. */
  readonly duration: number;
  /** Type of the first sample entry, e.g. `avc1`, `hvc1`, `mp4a`; empty where there is none. */
  readonly codec: string;
  /** The entries of `stsd`, each a whole box, as they stand in the file. */
  readonly sampleEntries: readonly Uint8Array[];
  /** Stored pixels, from the first sample entry; 0 for what is not video. */
  readonly width: number;
  readonly height: number;
  /** What the track header says: after pixel aspect, before the matrix. */
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** The nine numbers a, b, u, c, d, v, x, y, w of the track header. */
  readonly matrix: readonly number[];
  readonly edits: readonly EditEntry[];
  /** False where the samples lie in another file. */
  readonly isSelfContained: boolean;
  /** Empty where `problem` says why. */
  readonly table: SampleTable;
  /** Why the samples of this track cannot be used; the other tracks still can. */
  readonly problem?: string;
}

/** Reads one `trak`. A track whose header can be read but whose samples cannot carries a `problem`. */
export function parseTrack(bytes: Uint8Array, trak: Box, budget: SampleBudget): Track {
  const mdia = requireBox(bytes, trak, 'mdia');
  const minf = requireBox(bytes, mdia, 'minf');
  const stbl = requireBox(bytes, minf, 'stbl');
  const kind = kindOf(bytes, requireBox(bytes, mdia, 'hdlr'));
  const sampleEntries = rawEntries(bytes, requireBox(bytes, stbl, 'stsd'));
  const table = orProblem('the sample table', () =>
    parseSampleTable(bytes, stbl, { entries: Math.min(sampleEntries.length, 256), budget }),
  );
  return {
    ...trackHeader(viewOf(bytes, requireBox(bytes, trak, 'tkhd'))),
    ...mediaHeader(viewOf(bytes, requireBox(bytes, mdia, 'mdhd'))),
    ...entryFacts(sampleEntries[0], kind),
    kind,
    sampleEntries,
    edits: readEdits(bytes, trak),
    isSelfContained: isSelfContained(bytes, minf),
    ...(isMalformed(table) ? { table: emptyTable(), problem: table.problem } : { table }),
  };
}

function trackHeader(tkhd: DataView) {
  const isLong = tkhd.getUint8(0) === 1;
  const matrixAt = isLong ? 52 : 40;
  // The last column of the matrix is 2.30 fixed point, the rest 16.16.
  const matrix = Array.from(
    { length: 9 },
    (_, i) => tkhd.getInt32(matrixAt + 4 * i) / 2 ** (i % 3 === 2 ? 30 : 16),
  );
  return {
    id: tkhd.getUint32(isLong ? 20 : 12),
    isEnabled: (tkhd.getUint8(3) & 1) === 1,
    matrix,
    displayWidth: tkhd.getUint32(matrixAt + 36) / 65536,
    displayHeight: tkhd.getUint32(matrixAt + 40) / 65536,
  };
}

function mediaHeader(mdhd: DataView) {
  const isLong = mdhd.getUint8(0) === 1;
  const timescale = mdhd.getUint32(isLong ? 20 : 12);
  if (timescale === 0) giveUp('a track has no timescale');
  return { timescale, duration: isLong ? knownDuration(mdhd) : mdhd.getUint32(16) };
}

/** All ones means unknown. */
function knownDuration(mdhd: DataView): number {
  return mdhd.getUint32(24) === 0xffffffff ? 0 : readU64(mdhd, 24);
}

function kindOf(bytes: Uint8Array, hdlr: Box): Track['kind'] {
  const handler = hdlr.start + 12 <= hdlr.end ? fourcc(bytes, hdlr.start + 8) : '';
  return handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other';
}

/** Copies, so that keeping a track does not keep the whole index in memory. */
function rawEntries(bytes: Uint8Array, stsd: Box): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (const box of boxesIn(bytes, stsd.start + 8, stsd.end)) {
    if (entries.length === indexLimits.descriptions) giveUp('a track has too many sample descriptions');
    entries.push(bytes.slice(box.from, box.end));
  }
  return entries;
}

function entryFacts(entry: Uint8Array | undefined, kind: Track['kind']) {
  const codec = entry ? fourcc(entry, 4) : '';
  if (!entry || kind !== 'video') return { codec, width: 0, height: 0 };
  const view = viewOf(entry);
  return { codec, width: view.getUint16(32), height: view.getUint16(34) };
}

function readEdits(bytes: Uint8Array, trak: Box): EditEntry[] {
  const edts = findBox(bytes, trak, 'edts');
  const elst = edts && findBox(bytes, edts, 'elst');
  if (!elst) return [];
  const view = viewOf(bytes, elst);
  const isLong = view.getUint8(0) === 1;
  const step = isLong ? 20 : 12;
  const count = view.getUint32(4);
  if (count * step > view.byteLength - 8) giveUp('an edit list is cut short');
  if (count > indexLimits.edits) giveUp(`an edit list has ${count} edits`);
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + step * i;
    return {
      segmentDuration: isLong ? readU64(view, at) : view.getUint32(at),
      mediaTime: isLong ? readI64(view, at + 8) : view.getInt32(at + 4),
      rate: view.getInt32(at + step - 4) / 65536,
    };
  });
}

/** Flag 1 of every data reference: the samples lie in this file. No `dref` at all means the same. */
function isSelfContained(bytes: Uint8Array, minf: Box): boolean {
  const dinf = findBox(bytes, minf, 'dinf');
  const dref = dinf && findBox(bytes, dinf, 'dref');
  if (!dref) return true;
  for (const box of boxesIn(bytes, dref.start + 8, dref.end)) {
    if (box.end - box.start < 4 || ((bytes[box.start + 3] ?? 0) & 1) === 0) return false;
  }
  return true;
}
