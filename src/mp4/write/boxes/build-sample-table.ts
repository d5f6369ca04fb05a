import { box, fullBox, u32, u32List, u64List, type BoxPart } from './box-writer.ts';
import type { RunLengths } from './runs.ts';

/** Samples that lie side by side in the file and share a description. */
export interface SampleChunk {
  /** From the beginning of the media data. */
  readonly offset: number;
  readonly samples: number;
  /** Index of the sample entry, from 0. */
  readonly entry: number;
}

/** The samples of a track as a movie's index describes them, in decode order. */
export interface TrackSamples {
  readonly sampleEntries: readonly Uint8Array[];
  readonly size: Uint32Array;
  /** Decode durations in ticks. */
  readonly durations: RunLengths;
  /** Presentation minus decode time; undefined where all are 0. */
  readonly composition: RunLengths | undefined;
  /** Undefined where every sample is a keyframe. */
  readonly isSync: Uint8Array | undefined;
  readonly chunks: readonly SampleChunk[];
}

/** Where the media data begins in the file, and whether its end is past 4 GiB. */
export interface MediaPlace {
  readonly offset: number;
  readonly isFar: boolean;
}

/** The `stbl` box; `extra` are boxes to stand at its end. */
export function buildSampleTable(samples: TrackSamples, media: MediaPlace, extra: BoxPart = []): Uint8Array {
  const { sampleEntries, size, durations, composition, isSync } = samples;
  return box(
    'stbl',
    fullBox('stsd', 0, u32(sampleEntries.length), sampleEntries),
    fullBox('stts', 0, u32(durations.length), u32List(durations.pairs)),
    isSync ? syncSamples(isSync) : [],
    composition ? compositionOffsets(composition) : [],
    samplesToChunks(samples.chunks),
    fullBox('stsz', 0, u32(0, size.length), u32List(size)),
    chunkOffsets(samples.chunks, media),
    extra,
  );
}

function syncSamples(isSync: Uint8Array): Uint8Array {
  const numbers: number[] = [];
  isSync.forEach((mark, i) => {
    if (mark === 1) numbers.push(i + 1);
  });
  return fullBox('stss', 0, u32(numbers.length), u32List(numbers));
}

/** Version 1 where an offset is negative. */
function compositionOffsets(composition: RunLengths): Uint8Array {
  const isSigned = composition.pairs.some((value, i) => i % 2 === 1 && value < 0);
  return fullBox('ctts', isSigned ? 1 << 24 : 0, u32(composition.length), u32List(composition.pairs));
}

function samplesToChunks(chunks: readonly SampleChunk[]): Uint8Array {
  const groups: number[] = [];
  let last: SampleChunk | undefined;
  chunks.forEach((chunk, i) => {
    if (chunk.samples !== last?.samples || chunk.entry !== last.entry) {
      groups.push(i + 1, chunk.samples, chunk.entry + 1);
    }
    last = chunk;
  });
  return fullBox('stsc', 0, u32(groups.length / 3), u32List(groups));
}

function chunkOffsets(chunks: readonly SampleChunk[], media: MediaPlace): Uint8Array {
  const offsets = Float64Array.from(chunks, (chunk) => media.offset + chunk.offset);
  return media.isFar
    ? fullBox('co64', 0, u32(offsets.length), u64List(offsets))
    : fullBox('stco', 0, u32(offsets.length), u32List(offsets));
}
