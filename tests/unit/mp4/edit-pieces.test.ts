import { expect, test } from 'vitest';
import { readPieces } from '../../../src/mp4/read/edit-pieces.ts';
import type { EditEntry, Track } from '../../../src/mp4/read/track.ts';

/** 1,000 ticks a second, a picture every 40; decoded two by two in the other order. */
function trackWith(edits: readonly Partial<EditEntry>[]): Track {
  const pts = Float64Array.from({ length: 20 }, (_, i) => 40 * (i ^ 1));
  return {
    ...{ id: 1, kind: 'video', isEnabled: true, timescale: 1000, duration: 800, codec: 'avc1' },
    ...{ sampleEntries: [], width: 64, height: 36, displayWidth: 64, displayHeight: 36, matrix: [] },
    edits: edits.map((edit) => ({ segmentDuration: 0, mediaTime: 0, rate: 1, ...edit })),
    isSelfContained: true,
    table: {
      ...{ count: 20, pts, dts: pts.toSorted(), endDts: 800, entryIndex: new Uint8Array(20) },
      ...{ offset: new Float64Array(20), size: new Uint32Array(20), isSync: new Uint8Array(20) },
    },
  };
}

/** What is shown when: `40@0` is the picture at 40 of the track, on screen from 0 on. */
function shown(edits: readonly Partial<EditEntry>[], movieTimescale = 1000): string[] | undefined {
  const track = trackWith(edits);
  const times = readPieces(track, movieTimescale);
  if (!times) return undefined;
  const samples = Array.from(track.table.pts, (tick, i) => ({ tick, at: times.pts[i] ?? 0, i }));
  return samples
    .filter(({ i }) => times.isHidden[i] === 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ tick, at }) => `${tick}@${at}`);
}

test('each piece begins where those before it end, whatever the order of decoding', () => {
  expect(
    shown([
      { segmentDuration: 80, mediaTime: 40 },
      { segmentDuration: 120, mediaTime: 200 },
    ]),
  ).toEqual(['40@0', '80@40', '200@80', '240@120', '280@160']);
});

test('an empty piece is a pause', () => {
  const pieces = [
    { segmentDuration: 40, mediaTime: 0 },
    { segmentDuration: 500, mediaTime: -1 },
    { segmentDuration: 40, mediaTime: 400 },
  ];
  expect(shown(pieces)).toEqual(['0@0', '400@540']);
});

test('a piece that begins within a picture begins with the rest of it', () => {
  const pieces = [
    { segmentDuration: 60, mediaTime: 20 },
    { segmentDuration: 80, mediaTime: 310 },
  ];
  expect(shown(pieces)).toEqual(['0@0', '40@20', '280@60', '320@70', '360@110']);
});

test('what rounding adds to a piece is not shown', () => {
  const pieces = [
    { segmentDuration: 81, mediaTime: 40 },
    { segmentDuration: 40, mediaTime: 199 },
  ];
  expect(shown(pieces)).toEqual(['40@0', '80@40', '200@82']);
});

test('a picture that two pieces share stays on screen', () => {
  const pieces = [
    { segmentDuration: 50, mediaTime: 0 },
    { segmentDuration: 60, mediaTime: 60 },
  ];
  expect(shown(pieces)).toEqual(['0@0', '40@40', '80@70']);
});

test.each([
  ['one piece', [{ segmentDuration: 80, mediaTime: 40 }]],
  [
    'pieces that go back',
    [
      { segmentDuration: 80, mediaTime: 400 },
      { segmentDuration: 80, mediaTime: 40 },
    ],
  ],
  [
    'slow motion',
    [
      { segmentDuration: 80, mediaTime: 0 },
      { segmentDuration: 80, mediaTime: 400, rate: 0.5 },
    ],
  ],
])('%s is for FFmpeg to read', (_, edits) => {
  expect(shown(edits)).toBeUndefined();
});
