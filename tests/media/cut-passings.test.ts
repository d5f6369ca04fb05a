import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { faultsOf, frameOf, leastDecibels, type Film, type ToCompose } from './oracle/compositor.ts';
import { openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';
import { psnr, readPlanes } from './oracle/planes.ts';

const size = { width: 320, height: 180 };
const rate = { num: 30, den: 1 };
const dissolve = (seconds: number) => ({ kind: 'dissolve' as const, seconds });

/** The wide camera goes on in another file at 2 s of the take: at 1.7 s, and again at 5 s, within a passing each time. */
const edit = {
  angles: [
    { id: 'wide', files: ['s1', 's2'] },
    { id: 'close', files: ['s3'] },
  ],
  shots: [
    { show: 'close', from: 0, to: 1.5 },
    { show: 'wide', from: 1.8, to: 3.3, transition: dissolve(1) },
    { show: 'close', from: 2, to: 3, transition: { kind: 'fade-black' as const, seconds: 0.8 } },
    { show: 'wide', from: 1, to: 1.9, transition: dissolve(0.4) },
    { show: 'close', from: 1, to: 2, transition: dissolve(0.6) },
  ],
};

/** Within a passing at both ends, across a border of files, and not on frames of the programme. */
const ranges: readonly [from: number, to: number][] = [
  [1.2, 1.9],
  [4.75, 5.1],
  [1.2345, 1.8],
  [2.9, 4.1],
];
const instants = [1.3, 1.7, 1.8, 3, 5, 5.1];

let studio: TestStudio;
let films: Footage[] = [];
let exported: Exported;
const truth: Omit<ToCompose, 'films'> = {
  config: edit as unknown as ConfigV2Input,
  ...{ rate, ...size, greys: new Map() },
};
const decoded = new Map<string, Film>();

beforeAll(async () => {
  studio = await openStudio();
  films = await Promise.all(
    [1, 2, 3].map((camera) =>
      makeFootage({ camera, seconds: camera === 1 ? 2 : 5, rate, size, gop: 15, audio: false, crf: 12 }),
    ),
  );
  for (const [i, { path }] of films.entries())
    decoded.set(`s${i + 1}`, { pictures: await readPlanes(path, size), rate });
  const movie = { format: 'mp4' as const, ...size, fps: 30 };
  exported = await studio.exportConfig(
    {
      ...{ version: 2, id: 'cut-passings', ...edit },
      sources: films.map(({ path }, i) => ({ id: `s${i + 1}`, filePath: basename(path) })),
      outputs: [
        { ...movie, id: 'master', codec: 'copy' },
        ...ranges.map((range, i) => ({ ...movie, id: `clip-${i}`, codec: 'copy' as const, range })),
        ...instants.map((at, i) => ({ id: `still-${i}`, format: 'png' as const, at, width: size.width })),
      ],
    },
    films.map(({ path }) => path),
  );
});
afterAll(() => studio[Symbol.asyncDispose]());

const file = (name: string) => join(dirname(exported.path), name);

/** Programme frame `k`, which may lie between two. */
const wanted = (k: number, nudge = 0) => frameOf({ ...truth, films: decoded, nudge }, k);
const likeness = (picture: Parameters<typeof psnr>[0], k: number) =>
  Math.max(...[0, 1e-5, -1e-5].map((nudge) => psnr(picture, wanted(k, nudge))));

it('[R22] passings run on where a recording goes on in another file', async () => {
  expect(exported.outcome).toMatchObject({ kind: 'completed' });
  expect(faultsOf({ ...truth, films: decoded }, await readPlanes(file('output.mp4'), size))).toEqual([]);
});

it.each(ranges.map((range, i) => ({ range, i })))(
  '[R22] a clip of $range shows of a passing what the programme does',
  async ({ range: [from, to], i }) => {
    const frames = await readPlanes(file(`output-clip-${i}.mp4`), size);
    expect(frames).toHaveLength(Math.ceil((to - from) * rate.num - 0.06));
    const faults = frames.flatMap((frame, k) => {
      const decibels = likeness(frame, from * rate.num + k);
      return decibels < leastDecibels ? [`frame ${k}: ${decibels.toFixed(1)} dB`] : [];
    });
    expect(faults).toEqual([]);
  },
);

it.each(instants.map((at, i) => ({ at, i })))(
  '[R22] a picture at $at s shows of a passing what the programme does',
  async ({ at, i }) => {
    const [picture] = await readPlanes(file(`output-still-${i}.png`), size);
    if (!picture) throw new Error('There is no picture');
    expect(likeness(picture, at * rate.num)).toBeGreaterThan(leastDecibels);
  },
);
