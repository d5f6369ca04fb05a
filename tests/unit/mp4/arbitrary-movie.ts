import fc from 'fast-check';
import { box, u16, u32, u8 } from '../../../src/mp4/write/boxes/box-writer.ts';
import type { MoviePlan, TrackPlan } from '../../../src/mp4/write/boxes/build-moov.ts';
import type { SampleChunk } from '../../../src/mp4/write/boxes/build-sample-table.ts';
import { RunLengths } from '../../../src/mp4/write/boxes/runs.ts';

/** A sample as the property tests think of it; the tables of the file are derived from it. */
interface Sample {
  size: number;
  duration: number;
  offset: number;
  isSync: boolean;
  startsChunk: boolean;
  entry: number;
}

const sample: fc.Arbitrary<Sample> = fc.record({
  size: fc.nat(2 ** 32 - 1),
  duration: fc.oneof(fc.constant(1001), fc.nat(2 ** 31 - 1)),
  offset: fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 28), max: 2 ** 28 })),
  isSync: fc.boolean(),
  startsChunk: fc.boolean(),
  entry: fc.nat(2),
});

export function pictureEntry(type: string, width = 320, height = 180): Uint8Array {
  const fixed = [u32(0), u16(0, 1), u32(0, 0, 0, 0), u16(width, height), u32(0x480000, 0x480000, 0), u16(1)];
  return box(type, fixed, new Uint8Array(32), u16(24, 0xffff), box('pasp', u32(1, 1)));
}

const entries = ['avc1', 'hvc1', 'vp09'].map((type) => pictureEntry(type));

const track = fc
  .record({
    samples: fc.array(sample, { maxLength: 60 }),
    timescale: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    kind: fc.constantFrom<TrackPlan['kind']>('video', 'audio'),
    edit: fc.record({ duration: fc.nat(2 ** 40), mediaTime: fc.nat(2 ** 40) }),
  })
  .map(({ samples, ...rest }): TrackPlan & { expected: Sample[] } => ({
    ...rest,
    id: 1,
    width: 320,
    height: 180,
    mediaDuration: samples.reduce((sum, each) => sum + each.duration, 0),
    samples: tablesOf(samples),
    expected: samples,
  }));

function tablesOf(samples: Sample[]): TrackPlan['samples'] {
  const durations = new RunLengths();
  const composition = new RunLengths();
  for (const each of samples) {
    durations.push(each.duration);
    composition.push(each.offset);
  }
  return {
    sampleEntries: entries,
    size: Uint32Array.from(samples, (each) => each.size),
    durations,
    composition: samples.some((each) => each.offset !== 0) ? composition : undefined,
    isSync: samples.every((each) => each.isSync)
      ? undefined
      : Uint8Array.from(samples, (each) => Number(each.isSync)),
    chunks: chunksOf(samples),
  };
}

/** A chunk holds one description; its offset leaves a hole in front, as other tracks would. */
function chunksOf(samples: Sample[]): SampleChunk[] {
  const chunks: { offset: number; samples: number; entry: number }[] = [];
  let at = 0;
  for (const each of samples) {
    const last = chunks.at(-1);
    if (!last || each.startsChunk || each.entry !== last.entry) {
      at += 1000;
      chunks.push({ offset: at, samples: 1, entry: each.entry });
    } else last.samples++;
    at += each.size;
  }
  return chunks;
}

export const movie = fc
  .record({ timescale: fc.integer({ min: 1, max: 2 ** 31 - 1 }), tracks: fc.array(track, { maxLength: 3 }) })
  .map((plan) => ({ ...plan, tracks: plan.tracks.map((each, i) => ({ ...each, id: i + 1 })) }));

export type ArbitraryMovie = MoviePlan & { tracks: (TrackPlan & { expected: Sample[] })[] };

export const emptyAvcConfig = box('avcC', u8(1, 66, 0, 30, 0xff, 0xe0, 0));
