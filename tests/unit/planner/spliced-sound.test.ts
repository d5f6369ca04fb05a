import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SoundIndex } from '../../../src/planner/facts/facts.ts';
import type {
  AudioPlan,
  SoundCopy,
  SoundSplice,
  SoundStretch,
} from '../../../src/planner/plan/audio-plan.ts';
import { fadesOf } from '../../../src/planner/sound/sound-joins.ts';
import { spliceSound } from '../../../src/planner/sound/splice-sound.ts';
import { inputOf, known, planned, stream, type Cut } from './known-sources.ts';

type Encoded = Extract<AudioPlan, { kind: 'encode' }>;

const sampleRate = 48_000;
const packet = 1024;

/** Two minutes of AAC behind a run-up of one packet. */
const track: SoundIndex = {
  ...{ sampleRate, channels: 2, samplesPerPacket: packet, packets: 5626 },
  ...{ firstSample: -packet, heardFrom: 0, heardUntil: 5_760_000, isSpliceable: true },
};

const anyTrack = fc
  .record({
    firstSample: fc.integer({ min: -5000, max: 5000 }),
    packets: fc.integer({ min: 1, max: 6000 }),
    hidden: fc.nat(4000),
    unheard: fc.nat(4000),
    isSpliceable: fc.constantFrom(true, true, true, false),
  })
  .map(({ firstSample, packets, hidden, unheard, isSpliceable }): SoundIndex => {
    const end = firstSample + packets * packet;
    const heard = {
      heardFrom: firstSample + hidden,
      heardUntil: Math.max(firstSample + hidden, end - unheard),
    };
    return { ...track, firstSample, packets, ...heard, isSpliceable };
  });

type Shot = readonly [length: number, source: number, shift: number];

const anyShot: fc.Arbitrary<Shot> = fc.tuple(
  fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 100_000, max: 2_000_000 })),
  fc.integer({ min: -1, max: 2 }),
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: -2000, max: 5000 }),
    fc.nat(50).map((n) => n * packet),
  ),
);

function soundOf(shots: readonly Shot[]): Encoded {
  let at = 0;
  const stretches = shots.map(([length, source, shiftSamples]): SoundStretch => {
    const firstSample = at;
    at += length;
    return { firstSample, endSample: at, source, shiftSamples };
  });
  return {
    ...{ kind: 'encode', codec: 'aac', sampleRate, channels: 2, bitrateBps: 192_000 },
    ...{ stretches, totalSamples: at },
  };
}

/** The stretch that a copy lies in, by what is heard in its middle. */
function stretchOf({ stretches }: Encoded, copy: SoundCopy, { primingSamples }: SoundSplice) {
  const middle = ((copy.fromPacket + copy.toPacket) / 2) * packet - primingSamples;
  return stretches.findIndex(({ firstSample, endSample }) => middle >= firstSample && middle < endSample);
}

const anyCase = fc.tuple(
  fc.array(anyShot, { minLength: 1, maxLength: 8 }).map(soundOf),
  fc.tuple(anyTrack, anyTrack, fc.constant(track)),
);

describe('spliced sound', () => {
  it('[P46] takes packets that decode to nothing but one stretch, apart from its fades, each at its place', () => {
    let checked = 0;
    fc.assert(
      fc.property(anyCase, ([sound, tracks]) => {
        const splice = spliceSound(tracks, sound);
        const fades = fadesOf(sound.stretches, sampleRate);
        for (const copy of splice?.copies ?? []) {
          if (!splice) continue;
          const at = stretchOf(sound, copy, splice);
          const [stretch, fade, index] = [sound.stretches[at], fades[at], tracks[copy.source]];
          if (!stretch || !fade || !index) throw new Error('a copy lies in no stretch');
          expect([stretch.source, index.isSpliceable]).toEqual([copy.source, true]);
          // Each sample comes from exactly where the stretch says.
          const decodedFrom = index.firstSample + copy.sourcePacket * packet;
          const heardFrom = copy.fromPacket * packet - splice.primingSamples;
          expect(decodedFrom - heardFrom).toBe(stretch.shiftSamples);
          expect(copy.sourcePacket + copy.toPacket - copy.fromPacket).toBeLessThanOrEqual(index.packets);
          expect(copy.sourcePacket).toBeGreaterThanOrEqual(copy.fromPacket > 0 ? 1 : 0);
          // What is heard before the programme or behind it does not matter.
          const first = Math.max(0, heardFrom);
          const end = Math.min(
            sound.totalSamples,
            heardFrom + (copy.toPacket - copy.fromPacket + 1) * packet,
          );
          const plainFrom = stretch.firstSample - fade.lead + fade.fadeIn;
          const plainTo = stretch.endSample + fade.tail - fade.fadeOut;
          expect(first).toBeGreaterThanOrEqual(Math.max(plainFrom, index.heardFrom - stretch.shiftSamples));
          expect(end).toBeLessThanOrEqual(Math.min(plainTo, index.heardUntil - stretch.shiftSamples));
          checked++;
        }
      }),
      { numRuns: 400 },
    );
    expect(checked).toBeGreaterThan(100);
  });

  it('[P47] is one row of packets on one grid, which holds every sample behind the run-up', () => {
    fc.assert(
      fc.property(anyCase, ([sound, tracks]) => {
        const splice = spliceSound(tracks, sound);
        if (!splice) return;
        expect(splice.primingSamples).toBeGreaterThanOrEqual(packet);
        expect(splice.primingSamples).toBeLessThan(2 * packet);
        const spare = splice.packets * packet - splice.primingSamples - sound.totalSamples;
        expect(spare).toBeGreaterThanOrEqual(0);
        expect(spare).toBeLessThan(packet);
        let next = 0;
        for (const { fromPacket, toPacket } of splice.copies) {
          expect(fromPacket).toBeGreaterThanOrEqual(next);
          expect(toPacket).toBeGreaterThan(fromPacket);
          // Between two sounds at least one packet holds the fade.
          next = toPacket + 1;
        }
        expect(next).toBeLessThanOrEqual(splice.packets + 1);
      }),
      { numRuns: 400 },
    );
  });

  it('[P47] takes the grid on which most can be copied', () => {
    const [one, two] = [1_600_000, 3_000_000];
    const splice = spliceSound(
      [track, track],
      soundOf([
        [one, 0, 0],
        [two, 1, 300],
      ]),
    );
    expect(splice?.copies.map(({ source }) => source)).toEqual([1]);
    expect(splice?.primingSamples).toBe(packet + 300);
  });

  it('[P48] is not made where less than a fifth or than half a minute could be copied', () => {
    const long = 30.2 * sampleRate;
    expect(spliceSound([track, { ...track, isSpliceable: false }], soundOf([[long, 0, 0]]))).toBeDefined();
    expect(spliceSound([track], soundOf([[29.9 * sampleRate, 0, 0]]))).toBeUndefined();
    expect(
      spliceSound(
        [track],
        soundOf([
          [long, 0, 0],
          [4.2 * long, -1, 0],
        ]),
      ),
    ).toBeUndefined();
  });
});

describe('the words of a plan', () => {
  const picture = stream(
    Array.from({ length: 40 }, () => 90),
    2,
  );
  const camera = { ...known(picture, {}, true), sound: track };
  const cuts: Cut[] = [
    [0, 0, 40.5],
    [1, 40.5, 110],
  ];
  const reasonsOf = (sources: Parameters<typeof inputOf>[0], change = {}) =>
    planned(inputOf(sources, cuts, change)).reasons.join(' ');

  it('[P49] say how much of the sound is copied, or why it is not', () => {
    expect(reasonsOf([camera, camera])).toContain('99.9 % of the sound is copied');
    const foreign = { ...camera, sound: { ...track, isSpliceable: false } };
    expect(reasonsOf([foreign, foreign])).toContain('only stereo AAC-LC at 48 kHz');
    const short = planned(
      inputOf(
        [camera],
        [
          [0, 0, 8],
          [0, 20, 25],
        ],
      ),
    ).reasons.join(' ');
    expect(short).toContain('too little of it');
  });

  it('[P49] say nothing of the sound where nobody asked to copy it', () => {
    expect(reasonsOf([camera, camera], { codec: 'h264' })).not.toContain('sound');
    expect(reasonsOf([camera, camera], { includeAudio: false })).not.toContain('sound');
  });

  it('[P48] a splice that was rejected is not planned again', () => {
    const input = { ...inputOf([camera, camera], cuts), isSoundEncoded: true };
    const { audio } = planned(input);
    expect(audio?.kind === 'encode' && audio.splice === undefined).toBe(true);
  });
});
