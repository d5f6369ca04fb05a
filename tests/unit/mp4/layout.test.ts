import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMalformed } from '../../../src/mp4/read/box.ts';
import { aacSampleEntry } from '../../../src/mp4/aac/aac-entry.ts';
import { chooseMovieTimescale, rescaleDuration } from '../../../src/mp4/write/movie-timescale.ts';
import { parseMovie } from '../../../src/mp4/read/movie.ts';
import type { MovieSpec, PictureRun } from '../../../src/mp4/write/movie-spec.ts';
import { rankOf, sliceRun } from '../../../src/mp4/write/picture-run.ts';
import { layOutMovie } from '../../../src/mp4/write/plan-movie.ts';
import { presentationShift } from '../../../src/mp4/read/presentation.ts';
import { pictureEntry } from './arbitrary-movie.ts';

/** Any order of display in which no picture is further than four frames from its place. */
const displayOrder = fc
  .array(fc.nat(4), { minLength: 1, maxLength: 80 })
  .map((delays) => rankOf(Float64Array.from(delays, (delay, i) => i + delay + i / 1000)));

const run = fc
  .record({ displayOrder, entry: fc.constantFrom('avc1', 'hvc1'), size: fc.nat(5000) })
  .map(({ displayOrder, entry, size }): PictureRun => ({
    path: '/x',
    sampleEntry: pictureEntry(entry),
    samples: {
      count: displayOrder.length,
      offset: new Float64Array(displayOrder.length),
      size: new Uint32Array(displayOrder.length).fill(size),
      isSync: Uint8Array.from(displayOrder, (_, i) => Number(i === 0)),
      displayOrder,
    },
  }));

const config = Uint8Array.from([0x11, 0x90]);

function specOf(runs: PictureRun[], packets: number): MovieSpec {
  const video = { timescale: 30000, ticksPerFrame: 1001, width: 320, height: 180, runs };
  if (packets === 0) return { video };
  const list = { path: '/y', offset: new Float64Array(packets), size: new Uint32Array(packets).fill(300) };
  const sampleEntry = aacSampleEntry({ config, sampleRate: 48000, channels: 2 });
  const totalSamples = Math.max(1, packets * 1024 - 1500);
  const audio = {
    sampleRate: 48000,
    sampleEntry,
    samplesPerPacket: 1024,
    primingSamples: 1024,
    totalSamples,
  };
  return { video, audio: { ...audio, runs: [list] } };
}

function laidOut(spec: MovieSpec) {
  const layout = layOutMovie(
    spec,
    spec.video.runs.map(({ samples }) => samples.size),
  );
  const moovAt = new DataView(layout.head.buffer).getUint32(0);
  const movie = parseMovie(layout.head.subarray(moovAt));
  if (isMalformed(movie)) throw new Error(movie.problem);
  return { layout, movie };
}

describe('a movie laid out', () => {
  it('presents frame k at exactly k frames, in every run', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), fc.nat(90), (runs, packets) => {
        const { movie } = laidOut(specOf(runs, packets));
        const [video] = movie.tracks;
        if (!video) throw new Error('no picture track');
        const shift = presentationShift(video, movie.timescale);
        if (shift.kind !== 'shift') throw new Error('complex');
        let first = 0;
        const expected = runs.flatMap(({ samples }) => {
          const pts = [...samples.displayOrder].map((place) => (first + place) * 1001);
          first += samples.count;
          return pts;
        });
        expect([...video.table.pts].map((pts) => pts + shift.ticks)).toEqual(expected);
        expect([...video.table.dts]).toEqual(expected.map((_, n) => n * 1001));
        expect(video.table.pts.every((pts, n) => pts >= (video.table.dts[n] ?? 0))).toBe(true);
        expect(shift.keptUntil - shift.keptFrom).toBe(expected.length * 1001);
      }),
    );
  });

  it('fills the media data without holes or overlaps', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), fc.nat(90), (runs, packets) => {
        const { layout, movie } = laidOut(specOf(runs, packets));
        const samples = movie.tracks.flatMap(({ table }) =>
          Array.from(table.offset, (offset, i) => ({ offset, size: table.size[i] ?? 0 })),
        );
        samples.sort((a, b) => a.offset - b.offset || a.size - b.size);
        let at = layout.head.length;
        for (const { offset, size } of samples) {
          expect(offset).toBe(at);
          at += size;
        }
        expect(at).toBe(layout.totalBytes);
      }),
    );
  });

  it('keeps sound and picture of the same second near each other', () => {
    const long: PictureRun[] = [sized(600, 1000)];
    const { layout } = laidOut(specOf(long, 900));
    const switches = layout.pieces.map(({ track }) => track);
    expect(switches.slice(0, 4)).toEqual(['video', 'audio', 'video', 'audio']);
    expect(Math.max(...layout.pieces.map(({ from, to, track }) => (track === 'video' ? to - from : 0)))).toBe(
      15,
    );
  });

  it('beyond 4 GiB has 64-bit offsets and a long header', () => {
    const { layout, movie } = laidOut(specOf([sized(20, 2 ** 29)], 10));
    expect(layout.totalBytes).toBeGreaterThan(2 ** 33);
    expect(movie.tracks[0]?.table.offset.at(-1)).toBeGreaterThan(2 ** 32);
    expect(new DataView(layout.head.buffer).getUint32(layout.head.length - 16)).toBe(1);
  });

  it('of runs that share a description has it once', () => {
    const { movie } = laidOut(specOf([sized(3, 10), sized(4, 10), sized(5, 10)], 0));
    expect(movie.tracks[0]?.sampleEntries).toHaveLength(1);
  });

  it('refuses what no movie can follow', () => {
    const broken = sized(3, 10);
    broken.samples.displayOrder.fill(0);
    expect(() => laidOut(specOf([broken], 0))).toThrow(RangeError);
    expect(() => laidOut(specOf([], 0))).toThrow(RangeError);
  });
});

function sized(count: number, size: number): PictureRun {
  const samples = {
    count,
    offset: new Float64Array(count),
    size: new Uint32Array(count).fill(size),
    isSync: new Uint8Array(count).fill(1),
    displayOrder: Uint32Array.from({ length: count }, (_, i) => i),
  };
  return { path: '/x', sampleEntry: pictureEntry('avc1'), samples };
}

describe('the timescale of a movie', () => {
  it('makes every duration whole or is within a microsecond', () => {
    const duration = fc.record({
      ticks: fc.nat(2 ** 40),
      timescale: fc.constantFrom(30000, 24000, 60000, 25, 50, 90000, 12800, 48000, 44100, 96000, 10_000_000),
    });
    fc.assert(
      fc.property(duration, duration, (a, b) => {
        const scale = chooseMovieTimescale([a, b]);
        expect(scale).toBeLessThan(2 ** 31);
        for (const each of [a, b]) {
          const error = rescaleDuration(each, scale) / scale - each.ticks / each.timescale;
          expect(Math.abs(error)).toBeLessThan(1e-6 + each.ticks * 1e-15);
        }
      }),
    );
  });
});

it('a run cut from a table is ordered as it is shown, without what was skipped', () => {
  const table = {
    count: 5,
    offset: Float64Array.from([0, 10, 20, 30, 40]),
    size: Uint32Array.from([10, 10, 10, 10, 10]),
    dts: Float64Array.from([0, 1, 2, 3, 4]),
    pts: Float64Array.from([0, 4, 2, 3, 5]),
    isSync: Uint8Array.from([1, 1, 0, 0, 0]),
    entryIndex: new Uint8Array(5),
    endDts: 0,
  };
  expect(sliceRun(table, { from: 1, to: 5, skipped: new Set([2]) })).toEqual({
    count: 3,
    offset: Float64Array.from([10, 30, 40]),
    size: Uint32Array.from([10, 10, 10]),
    isSync: Uint8Array.from([1, 0, 0]),
    displayOrder: Uint32Array.from([1, 0, 2]),
  });
});
