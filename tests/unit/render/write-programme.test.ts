import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReadSource } from '../../../src/media/reading/read-types.ts';
import type { SoundStretch } from '../../../src/planner/plan/audio-plan.ts';
import { neededSound } from '../../../src/render/sound/needed-sound.ts';
import { soundRecipes, type SampleRange } from '../../../src/render/sound/sound-recipe.ts';
import {
  takeTurns,
  writeProgramme,
  type ProgrammeWriter,
} from '../../../src/render/sound/write-programme.ts';

const sampleRate = 8000;
const bytesPerFrame = 4;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'programme-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What two cameras have recorded: no two samples near each other are the same. */
const recordings = [1, 2].map((camera) => {
  const pcm = Buffer.alloc(12_000 * bytesPerFrame);
  for (let at = 0; at < pcm.length; at += 2) pcm.writeInt16LE(((at * 7919 * camera) % 40_009) - 20_000, at);
  return pcm;
});

const sources = ['first', 'second'].map(
  (identity) =>
    ({
      facts: {
        identity,
        origin: { num: 0n, den: 1n },
        audio: { streamIndex: 1, sampleRate, channels: 2, layout: 'stereo' },
      },
    }) as unknown as ReadSource,
);

type Shot = readonly [length: number, source: number, start: number];

/** Stretches one behind the other, from sample `from` on. */
function stretchesOf(shots: readonly Shot[], from = 0): SoundStretch[] {
  let at = from;
  return shots.map(([length, source, start]) => {
    const firstSample = at;
    at += length;
    return { firstSample, endSample: at, source, shiftSamples: start - firstSample };
  });
}

const lengthOf = (stretches: readonly SoundStretch[]): number => stretches.at(-1)?.endSample ?? 0;

/** The programme as a decoder that gives out pieces of `step` bytes makes it. */
function written(
  stretches: readonly SoundStretch[],
  wanted: readonly SampleRange[],
  step: number,
): Promise<Buffer> {
  return writtenBy(stretches, wanted, async (writer, source) => {
    const heard = recordings[source]?.subarray(0, writer.samples * bytesPerFrame) ?? Buffer.alloc(0);
    for (let at = 0; at < heard.length; at += step) await writer.feed(heard.subarray(at, at + step));
  });
}

/** The programme as `feed` makes it, which gives each source's writer its samples. */
async function writtenBy(
  stretches: readonly SoundStretch[],
  wanted: readonly SampleRange[],
  feed: (writer: ProgrammeWriter, source: number) => Promise<void>,
): Promise<Buffer> {
  const path = join(folder, 'programme.pcm');
  const file = await open(path, 'w+');
  try {
    await file.truncate(lengthOf(stretches) * bytesPerFrame);
    const inTurn = takeTurns();
    for (const source of recordings.keys())
      await feed(writeProgramme(file, stretches, { origin: { source }, sampleRate, wanted, inTurn }), source);
  } finally {
    await file.close();
  }
  return readFile(path);
}

const sliced = (pcm: Buffer, { from, to }: SampleRange): Buffer =>
  pcm.subarray(from * bytesPerFrame, to * bytesPerFrame);

const shot = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: -1, max: 1 }), fc.nat(11_000));
const shots = fc.array(shot, { minLength: 1, maxLength: 8 });
const step = fc.integer({ min: 3, max: 5000 });
const cut = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));

function rangeIn(total: number, [a, b]: readonly [number, number]): SampleRange {
  const from = Math.floor(Math.min(a, b) * (total - 1));
  return { from, to: Math.max(from + 1, Math.ceil(Math.max(a, b) * total)) };
}

it('writes what is wanted of a programme as it stands in the whole of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      shots,
      fc.array(cut, { minLength: 1, maxLength: 3 }),
      step,
      async (list, cuts, bytes) => {
        const stretches = stretchesOf(list);
        const total = lengthOf(stretches);
        const whole = await written(stretches, [{ from: 0, to: total }], bytes);
        const wanted = cuts.map((each) => rangeIn(total, each));
        const part = await written(stretches, wanted, bytes);
        for (const range of wanted) expect(sliced(part, range).equals(sliced(whole, range))).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

it('writes the same of only those samples that are needed, each fed at its place', async () => {
  await fc.assert(
    fc.asyncProperty(shots, fc.array(cut, { minLength: 1, maxLength: 3 }), async (list, cuts) => {
      const stretches = stretchesOf(list);
      const total = lengthOf(stretches);
      const whole = await written(stretches, [{ from: 0, to: total }], 4096);
      const ranges = cuts.map((each) => rangeIn(total, each));
      const wanted = ranges.filter((one) => !ranges.some((other) => other !== one && isInside(one, other)));
      const part = await writtenAt(stretches, wanted);
      for (const range of wanted) expect(sliced(part, range).equals(sliced(whole, range))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const isInside = (one: SampleRange, other: SampleRange) => one.from >= other.from && one.to <= other.to;

function writtenAt(stretches: readonly SoundStretch[], wanted: readonly SampleRange[]): Promise<Buffer> {
  return writtenBy(stretches, wanted, async (writer, source) => {
    for (const { from, to } of neededSound(stretches, { source, sampleRate, wanted })) {
      const start = Math.max(0, from);
      const samples = recordings[source]?.subarray(start * bytesPerFrame, to * bytesPerFrame);
      await writer.feed(samples ?? Buffer.alloc(0), start);
    }
  });
}

it('what has one recipe sounds the same, wherever it lies; a cut far away does not change it', async () => {
  await fc.assert(
    fc.asyncProperty(shots, shots, shots, cut, async (before, kept, other, at) => {
      const one = stretchesOf([...before, ...kept]);
      const two = stretchesOf([...other, ...kept]);
      const starts = [before, other].map((list) => list.reduce((sum, [length]) => sum + length, 0));
      const [inOne, inTwo] = starts.map((start): SampleRange => {
        const { from, to } = rangeIn(lengthOf(one) - (starts[0] ?? 0), at);
        return { from: start + from, to: start + to };
      });
      if (!inOne || !inTwo) throw new Error('there are two programmes');
      const recipes = [
        soundRecipes({ plan: planOf(one), sources })(inOne),
        soundRecipes({ plan: planOf(two), sources })(inTwo),
      ];
      const longestFade = 0.0025 * sampleRate;
      if (inOne.from - (starts[0] ?? 0) > longestFade && inOne.to < lengthOf(one))
        expect(recipes[0]).toBe(recipes[1]);
      if (recipes[0] !== recipes[1]) return;
      const heard = [
        sliced(await written(one, [inOne], 4096), inOne),
        sliced(await written(two, [inTwo], 4096), inTwo),
      ];
      expect(heard[0]?.equals(heard[1] ?? Buffer.alloc(0))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

it('another file, another place in it and another cut have other recipes', () => {
  const range = { from: 100, to: 700 };
  const recipe = (list: readonly Shot[]) => soundRecipes({ plan: planOf(stretchesOf(list)), sources })(range);
  const recipes = [
    recipe([[800, 0, 50]]),
    recipe([[800, 1, 50]]),
    recipe([[800, 0, 51]]),
    recipe([
      [400, 0, 50],
      [400, 1, 450],
    ]),
    recipe([
      [401, 0, 50],
      [399, 1, 451],
    ]),
    recipe([[800, -1, 0]]),
  ];
  expect(new Set(recipes).size).toBe(recipes.length);
});

function planOf(stretches: readonly SoundStretch[]) {
  return {
    ...{ kind: 'encode', codec: 'aac', sampleRate, bitrateBps: 192_000, channels: 2 },
    ...{ stretches, totalSamples: lengthOf(stretches) },
  } as unknown as Parameters<typeof soundRecipes>[0]['plan'];
}
