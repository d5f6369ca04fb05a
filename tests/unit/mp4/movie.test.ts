import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMalformed } from '../../../src/mp4/read/box.ts';
import { box, fullBox, u16, u32 } from '../../../src/mp4/write/boxes/box-writer.ts';
import { buildMoov } from '../../../src/mp4/write/boxes/build-moov.ts';
import { parseMovie } from '../../../src/mp4/read/movie.ts';
import { presentationShift } from '../../../src/mp4/read/presentation.ts';
import { movie, pictureEntry, type ArbitraryMovie } from './arbitrary-movie.ts';

const media = fc.record({ offset: fc.nat(2 ** 40), isFar: fc.constant(true) });

describe('an index that was built', () => {
  it('reads back as what it was built from', () => {
    fc.assert(
      fc.property(movie, media, (plan, place) => {
        const read = parseMovie(buildMoov(plan, place));
        if (isMalformed(read)) throw new Error(read.problem);
        expect(read).toMatchObject({ timescale: plan.timescale, isFragmented: false });
        expect(read.tracks.map(essence)).toEqual(
          plan.tracks.map((track) => expectedEssence(track, place.offset)),
        );
      }),
    );
  });

  it('has a length that does not depend on where the media data lies', () => {
    fc.assert(
      fc.property(movie, media, (plan, place) => {
        expect(buildMoov(plan, place).length).toBe(buildMoov(plan, { offset: 0, isFar: true }).length);
      }),
    );
  });
});

function essence(track: Exclude<ReturnType<typeof parseMovie>, { problem: string }>['tracks'][number]) {
  const { offset, size, dts, pts, isSync, entryIndex } = track.table;
  const { id, kind, timescale, edits, duration, problem } = track;
  const lists = { offset: [...offset], size: [...size], dts: [...dts], pts: [...pts] };
  return {
    ...lists,
    isSync: [...isSync],
    entry: [...entryIndex],
    id,
    kind,
    timescale,
    edits,
    duration,
    problem,
  };
}

function expectedEssence(track: ArbitraryMovie['tracks'][number], mediaOffset: number) {
  const { expected, id, kind, timescale, edit, mediaDuration, samples } = track;
  let dts = 0;
  const starts = expected.map(({ duration }) => (dts += duration) - duration);
  const offset = samples.chunks.flatMap((chunk) => Array.from({ length: chunk.samples }, () => chunk.offset));
  const firsts = samples.chunks.flatMap((chunk) => Array.from({ length: chunk.samples }, (_, i) => i === 0));
  let within = 0;
  return {
    offset: expected.map(({ size }, i) => {
      if (firsts[i]) within = 0;
      within += size;
      return mediaOffset + (offset[i] ?? 0) + within - size;
    }),
    size: expected.map(({ size }) => size),
    dts: starts,
    pts: expected.map(({ offset }, i) => (starts[i] ?? 0) + offset),
    isSync: expected.map(({ isSync }) => Number(isSync)),
    entry: expected.map(({ entry }) => entry),
    id,
    kind,
    timescale,
    edits: [{ segmentDuration: edit.duration, mediaTime: edit.mediaTime, rate: 1 }],
    duration: mediaDuration,
    problem: undefined,
  };
}

describe('a hostile index', () => {
  const valid = movie.map((plan) => buildMoov(plan, { offset: 0, isFar: false }));

  it('cut short anywhere, never throws', () => {
    fc.assert(
      fc.property(valid, fc.nat(), (bytes, cut) => {
        expect(parseMovie(bytes.subarray(0, cut % (bytes.length + 1)))).toBeTypeOf('object');
      }),
    );
  });

  it('with any of its bytes changed, never throws and stays small', () => {
    const changes = fc.array(fc.record({ at: fc.nat(), to: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(valid, changes, (bytes, edits) => {
        for (const { at, to } of edits) bytes[at % bytes.length] = to;
        expect(heldBytes(parseMovie(bytes))).toBeLessThan(64 * 2 ** 20);
      }),
      { numRuns: 2000 },
    );
  });

  it('of any bytes at all, never throws', () => {
    const names = fc.constantFrom('moov', 'trak', 'mdia', 'minf', 'stbl', 'stsz', 'stsc', 'elst', 'zzzz');
    fc.assert(
      fc.property(names, fc.uint8Array({ maxLength: 200 }), (name, bytes) => {
        expect(parseMovie(box('moov', box(name, bytes)))).toBeTypeOf('object');
      }),
    );
  });

  it('that claims four thousand million samples in a few bytes is refused, track by track', () => {
    const claims = Array.from({ length: 50 }, () => bombTrack(0xffffffff));
    const read = parseMovie(box('moov', movieHeader, claims));
    if (isMalformed(read)) throw new Error(read.problem);
    expect(read.tracks).toHaveLength(50);
    expect(
      read.tracks.every((track) => track.table.count === 0 && track.problem?.includes('4294967295')),
    ).toBe(true);
  });

  it('that spreads its claims over many tracks gets one budget', () => {
    const read = parseMovie(
      box(
        'moov',
        movieHeader,
        Array.from({ length: 50 }, () => bombTrack(900_000)),
      ),
    );
    expect(heldBytes(read)).toBeLessThan(64 * 2 ** 20);
  });
});

const movieHeader = fullBox('mvhd', 0, u32(0, 0, 1000, 0), new Uint8Array(80));

function bombTrack(count: number): Uint8Array {
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, u32(1), pictureEntry('raw ')),
    fullBox('stts', 0, u32(1, count, 1)),
    fullBox('stsc', 0, u32(1, 1, count, 1)),
    fullBox('stsz', 0, u32(1, count)),
    fullBox('stco', 0, u32(1, 0)),
  );
  const hdlr = fullBox('hdlr', 0, u32(0, 0x76696465, 0, 0, 0));
  const mdia = box('mdia', fullBox('mdhd', 0, u32(0, 0, 1000, 0), u16(0, 0)), hdlr, box('minf', stbl));
  return box('trak', fullBox('tkhd', 0, new Uint8Array(80)), mdia);
}

function heldBytes(read: ReturnType<typeof parseMovie>): number {
  return isMalformed(read) ? 0 : read.tracks.reduce((sum, { table }) => sum + 30 * table.count, 0);
}

describe('an edit list', () => {
  const shiftOf = (edits: { segmentDuration: number; mediaTime: number; rate: number }[]) => {
    const read = parseMovie(box('moov', movieHeader, bombTrack(100)));
    if (isMalformed(read)) throw new Error(read.problem);
    const [track] = read.tracks;
    return track && presentationShift({ ...track, edits }, 1000);
  };

  it.each([
    [
      'repeats a part',
      [
        { segmentDuration: 10, mediaTime: 0, rate: 1 },
        { segmentDuration: 10, mediaTime: 0, rate: 1 },
      ],
    ],
    ['changes the speed', [{ segmentDuration: 10, mediaTime: 0, rate: 2 }]],
    ['holds a picture', [{ segmentDuration: 10, mediaTime: 0, rate: 0 }]],
    [
      'is empty twice',
      [
        { segmentDuration: 10, mediaTime: -1, rate: 1 },
        { segmentDuration: 10, mediaTime: -1, rate: 1 },
        { segmentDuration: 10, mediaTime: 0, rate: 1 },
      ],
    ],
    ['has no length', [{ segmentDuration: 0, mediaTime: 0, rate: 1 }]],
    ['shows nothing that there is', [{ segmentDuration: 10, mediaTime: 5000, rate: 1 }]],
  ])('that %s is left to another reader', (_, edits) => {
    expect(shiftOf(edits)).toEqual({ kind: 'complex' });
  });

  it('that shows a part from the middle keeps that part', () => {
    expect(shiftOf([{ segmentDuration: 20, mediaTime: 30, rate: 1 }])).toEqual({
      kind: 'shift',
      ticks: -30,
      keptFrom: 30,
      keptUntil: 50,
    });
  });
});
