import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  lastPartOf,
  sourceFrame,
  startsOf,
  type ExchangeEdit,
} from '../../../src/interchange/exchange-edit.ts';
import { exchangeFormats, type ExchangeFormat } from '../../../src/contract/interchange.ts';
import { readEdit, writeEdit } from '../../../src/interchange/formats.ts';
import { formatTimecode, mayDrop, nominalOf, parseTimecode } from '../../../src/interchange/time-code.ts';
import { frameRateFromNumber } from '../../../src/timeline/frame-rate.ts';

const rates = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60].map(frameRateFromNumber);
const nasty = fc.constantFrom(
  'cam 1.mp4',
  'Käse & "Brot" <2>.mov',
  'a%20b.mp4',
  "it's.mov",
  '日本.mp4',
  'x.mxf',
);

const anyAngle = fc.record({
  file: nasty,
  offset: fc.integer({ min: -5000, max: 200_000 }),
  startTimecode: fc.constantFrom(0, 90_000, 86_399),
});

/** Edits as studios make them; no shot begins before its file does. */
const anyEdit: fc.Arbitrary<ExchangeEdit> = fc
  .record({
    rate: fc.constantFrom(...rates),
    name: fc.constantFrom('Episode 12', 'A & B <c>', 'Gespräch'),
    angles: fc.uniqueArray(anyAngle, { minLength: 1, maxLength: 4, selector: ({ file }) => file }),
    startTimecode: fc.constantFrom(0, 107_892),
    cuts: fc.array(
      fc.record({
        angle: fc.nat(3),
        at: fc.integer({ min: 0, max: 150_000 }),
        length: fc.integer({ min: 1, max: 900 }),
        isSilent: fc.boolean(),
      }),
      { minLength: 1, maxLength: 30 },
    ),
    isContinuous: fc.boolean(),
  })
  .map(({ rate, name, angles, startTimecode, cuts, isContinuous }) => {
    let next = 5000;
    return {
      ...{ name, rate, isDropFrame: mayDrop(rate), startTimecode, width: 1920, height: 1080 },
      angles: angles.map(({ file, offset, startTimecode: start }, index) => ({
        ...{ id: `angle-${index + 1}`, name: `Camera ${index + 1}`, filePath: file, offset },
        ...{ startTimecode: start, length: undefined, hasPicture: true },
      })),
      shots: cuts.map(({ angle, at, length, isSilent }) => {
        const from = isContinuous ? next : 5000 + at;
        next = from + length;
        return { angle: angle % angles.length, from, to: from + length, isSilent };
      }),
    };
  });

/** What is seen: each shot's file, the frame of it, and how many. */
function seenIn({ angles, shots }: ExchangeEdit): string[] {
  return shots.map(({ angle, from, to }) => {
    const shown = angles[angle];
    return shown ? `${lastPartOf(shown.filePath)} ${sourceFrame(shown, from)} +${to - from}` : 'nothing';
  });
}

function readBack(text: string, format: ExchangeFormat): ExchangeEdit {
  const read = readEdit(text, { fileName: `x.${format}`, fps: undefined });
  if (!read.isOk) throw new Error(read.problem.message);
  return read.edit;
}

describe.each(exchangeFormats)('%s', (format) => {
  test('a round trip gives the same shots to the frame, at the exact rate, with names and time code', () => {
    fc.assert(
      fc.property(anyEdit, (edit) => {
        const back = readBack(writeEdit(edit, format).text, format);
        expect(seenIn(back)).toEqual(seenIn(edit));
        expect(back.rate).toEqual(edit.rate);
        expect(back.startTimecode).toBe(edit.startTimecode);
        expect([back.isDropFrame, back.width, back.height]).toEqual([edit.isDropFrame, 1920, 1080]);
        for (const angle of back.angles) {
          const own = edit.angles.find(({ filePath }) => filePath === lastPartOf(angle.filePath));
          expect(own?.startTimecode).toBe(angle.startTimecode);
        }
        if (format === 'fcpxml') {
          expect(back.angles.map(({ name }) => name)).toEqual(edit.angles.map(({ name }) => name));
          expect(back.shots.map(({ isSilent }) => isSilent)).toEqual(
            edit.shots.map(({ isSilent }) => isSilent),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what it reads again is what it writes again', () => {
    fc.assert(
      fc.property(anyEdit, (edit) => {
        const once = readBack(writeEdit(edit, format).text, format);
        const twice = readBack(writeEdit(once, format).text, format);
        expect(seenIn(twice)).toEqual(seenIn(once));
      }),
      { numRuns: 20 },
    );
  });
});

test('every format is turned into every other one without losing a frame', () => {
  fc.assert(
    fc.property(
      anyEdit,
      fc.constantFrom(...exchangeFormats),
      fc.constantFrom(...exchangeFormats),
      (edit, a, b) => {
        const first = readBack(writeEdit(edit, a).text, a);
        expect(seenIn(readBack(writeEdit(first, b).text, b))).toEqual(seenIn(edit));
      },
    ),
    { numRuns: 60 },
  );
});

describe('time code', () => {
  test('leaves out the numbers that it has to, and only those', () => {
    const [ntsc, fast] = [frameRateFromNumber(29.97), frameRateFromNumber(59.94)];
    expect(formatTimecode(1799, ntsc, true)).toBe('00:00:59;29');
    expect(formatTimecode(1800, ntsc, true)).toBe('00:01:00;02');
    expect(formatTimecode(17_982, ntsc, true)).toBe('00:10:00;00');
    expect(formatTimecode(107_892, ntsc, true)).toBe('01:00:00;00');
    expect(formatTimecode(3600, fast, true)).toBe('00:01:00;04');
    expect(formatTimecode(108_000, ntsc, false)).toBe('01:00:00:00');
    expect(formatTimecode(1800, frameRateFromNumber(23.976), false)).toBe('00:01:15:00');
  });

  test('each frame has a number of its own, at every rate', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rates), fc.nat(5_000_000), fc.boolean(), (rate, frame, isDrop) => {
        const drops = isDrop && mayDrop(rate);
        expect(parseTimecode(formatTimecode(frame, rate, drops), rate, drops)).toBe(frame);
      }),
    );
  });

  test('what is no time code is none', () => {
    const rate = frameRateFromNumber(25);
    for (const text of ['00:00:00:25', '00:60:00:00', '1:2:3:4', '', '00:00:00', 'aa:bb:cc:dd'])
      expect(parseTimecode(text, rate)).toBeUndefined();
    expect(nominalOf(frameRateFromNumber(23.976))).toBe(24);
  });
});

test('the programme lies end to end', () => {
  expect(startsOf([{ angle: 0, from: 5, to: 9, isSilent: false }])).toEqual([0, 4]);
});
