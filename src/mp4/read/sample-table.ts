import { findBox, giveUp, readU64, requireBox, viewOf, type Box } from './box.ts';

/** Every sample of a track in decode order. Times are ticks of the track's timescale, before edit lists. */
export interface SampleTable {
  readonly count: number;
  /** Where the sample's bytes begin in the file. */
  readonly offset: Float64Array;
  readonly size: Uint32Array;
  readonly dts: Float64Array;
  readonly pts: Float64Array;
  /** When the last sample in decode order is over: its own duration is told by nothing else. */
  readonly endDts: number;
  /** 1 where the container says so: in an open GOP the bitstream may still look back. */
  readonly isSync: Uint8Array;
  /** Which of the track's sample entries describes it, from 0. */
  readonly entryIndex: Uint8Array;
}

/** How many samples a movie may still claim, so that a few hostile bytes cannot ask for gigabytes. */
export interface SampleBudget {
  /** Samples whose sizes stand in the file one by one. */
  listed: number;
  /** Samples of one constant size, which cost the file nothing. */
  constant: number;
}

/** 24 hours at 60 frames a second beside 24 hours of AAC at 48 kHz, with room; at 30 bytes a sample. */
export const sampleBudget = (): SampleBudget => ({ listed: 12_000_000, constant: 1_000_000 });

export function emptyTable(): SampleTable {
  return allocate(0);
}

/** Reads the sample table (`stbl`). Gives up on contradictions: then another reader has to be asked. */
export function parseSampleTable(
  bytes: Uint8Array,
  stbl: Box,
  limits: { entries: number; budget: SampleBudget },
): SampleTable {
  const sizes = findBox(bytes, stbl, 'stsz') ?? requireBox(bytes, stbl, 'stz2');
  const table = readSizes(bytes, sizes, limits.budget);
  placeSamples(bytes, stbl, { table, entries: limits.entries });
  const endDts = readDecodeTimes(viewOf(bytes, requireBox(bytes, stbl, 'stts')), table);
  readCompositionTimes(bytes, findBox(bytes, stbl, 'ctts'), table);
  markSyncSamples(bytes, findBox(bytes, stbl, 'stss'), table);
  return { ...table, endDts };
}

function allocate(count: number): SampleTable {
  return {
    count,
    offset: new Float64Array(count),
    size: new Uint32Array(count),
    dts: new Float64Array(count),
    pts: new Float64Array(count),
    endDts: 0,
    isSync: new Uint8Array(count),
    entryIndex: new Uint8Array(count),
  };
}

function readSizes(bytes: Uint8Array, box: Box, budget: SampleBudget): SampleTable {
  const view = viewOf(bytes, box);
  const constantSize = box.type === 'stsz' ? view.getUint32(4) : 0;
  const count = view.getUint32(8);
  if (constantSize > 0) return constantSizes(count, constantSize, budget);
  const bits = box.type === 'stsz' ? 32 : view.getUint8(7);
  if (![4, 8, 16, 32].includes(bits)) giveUp(`sample sizes of ${bits} bits do not exist`);
  if (Math.ceil((count * bits) / 8) > view.byteLength - 12) giveUp('the list of sample sizes is cut short');
  spend(budget, 'listed', count);
  const table = allocate(count);
  for (let i = 0; i < count; i++) table.size[i] = sizeAt(view, bits, i);
  return table;
}

function sizeAt(view: DataView, bits: number, i: number): number {
  if (bits === 32) return view.getUint32(12 + 4 * i);
  if (bits === 16) return view.getUint16(12 + 2 * i);
  if (bits === 8) return view.getUint8(12 + i);
  const pair = view.getUint8(12 + (i >> 1));
  return i % 2 === 0 ? pair >> 4 : pair & 15;
}

function constantSizes(count: number, size: number, budget: SampleBudget): SampleTable {
  spend(budget, 'constant', count);
  const table = allocate(count);
  table.size.fill(size);
  return table;
}

function spend(budget: SampleBudget, kind: keyof SampleBudget, count: number): void {
  if (count > budget[kind]) giveUp(`${count} samples are more than this reader keeps in memory`);
  budget[kind] -= count;
}

/** Chunk by chunk, `stsc` says how many samples lie there side by side and which entry describes them. */
function placeSamples(bytes: Uint8Array, stbl: Box, to: { table: SampleTable; entries: number }): void {
  const { table, entries } = to;
  const chunks = chunkOffsets(bytes, stbl);
  const stsc = viewOf(bytes, requireBox(bytes, stbl, 'stsc'));
  const groups = entryCount(stsc, 12);
  let sample = 0;
  for (let group = 0; group < groups && sample < table.count; group++) {
    const at = 8 + 12 * group;
    const first = stsc.getUint32(at) - 1;
    const end = group + 1 < groups ? stsc.getUint32(at + 12) - 1 : chunks.count;
    const entry = stsc.getUint32(at + 8) - 1;
    if (first < 0 || end < first || end > chunks.count) giveUp('the chunk list contradicts itself');
    if (entry < 0 || entry >= entries) giveUp('samples refer to a description that does not exist');
    const perChunk = stsc.getUint32(at + 4);
    for (let chunk = first; chunk < end && sample < table.count; chunk++) {
      let offset = chunks.at(chunk);
      const stop = Math.min(table.count, sample + perChunk);
      for (; sample < stop; sample++) {
        table.offset[sample] = offset;
        table.entryIndex[sample] = entry;
        offset += table.size[sample] ?? 0;
      }
    }
  }
  if (sample < table.count) giveUp('some samples lie in no chunk');
}

function chunkOffsets(bytes: Uint8Array, stbl: Box): { count: number; at: (chunk: number) => number } {
  const short = findBox(bytes, stbl, 'stco');
  const view = viewOf(bytes, short ?? requireBox(bytes, stbl, 'co64'));
  if (short) return { count: entryCount(view, 4), at: (chunk) => view.getUint32(8 + 4 * chunk) };
  return { count: entryCount(view, 8), at: (chunk) => readU64(view, 8 + 8 * chunk) };
}

/** The number of entries a full box claims at byte 4, checked against the box's own size. */
function entryCount(view: DataView, bytesPerEntry: number): number {
  const count = view.getUint32(4);
  if (count * bytesPerEntry > view.byteLength - 8) giveUp('a list in the sample table is cut short');
  return count;
}

/** Answers the decode time at which the last sample is over. */
function readDecodeTimes(stts: DataView, table: SampleTable): number {
  const runs = entryCount(stts, 8);
  let sample = 0;
  let dts = 0;
  for (let run = 0; run < runs && sample < table.count; run++) {
    const delta = stts.getUint32(12 + 8 * run);
    // Writers of negative durations exist; readers disagree on what they mean.
    if (delta >= 2 ** 31) giveUp('a sample has a negative duration');
    const stop = Math.min(table.count, sample + stts.getUint32(8 + 8 * run));
    for (; sample < stop; sample++, dts += delta) table.dts[sample] = dts;
  }
  if (sample < table.count) giveUp('some samples have no decode time');
  if (dts > Number.MAX_SAFE_INTEGER) giveUp('the track is longer than any real file');
  return dts;
}

/** Offsets are read as signed in version 0 too, as every player does: old writers put them there. */
function readCompositionTimes(bytes: Uint8Array, box: Box | undefined, table: SampleTable): void {
  table.pts.set(table.dts);
  if (!box) return;
  const ctts = viewOf(bytes, box);
  const runs = entryCount(ctts, 8);
  let sample = 0;
  for (let run = 0; run < runs && sample < table.count; run++) {
    const offset = ctts.getInt32(12 + 8 * run);
    if (Math.abs(offset) > 2 ** 28) giveUp('a composition offset is out of all proportion');
    const stop = Math.min(table.count, sample + ctts.getUint32(8 + 8 * run));
    for (; sample < stop; sample++) table.pts[sample] = (table.dts[sample] ?? 0) + offset;
  }
  if (sample < table.count) giveUp('some samples have no composition time');
}

function markSyncSamples(bytes: Uint8Array, box: Box | undefined, table: SampleTable): void {
  if (!box) {
    table.isSync.fill(1);
    return;
  }
  const stss = viewOf(bytes, box);
  const count = entryCount(stss, 4);
  for (let i = 0; i < count; i++) {
    const sample = stss.getUint32(8 + 4 * i) - 1;
    if (sample < 0 || sample >= table.count)
      giveUp('the list of keyframes names a sample that does not exist');
    table.isSync[sample] = 1;
  }
}
