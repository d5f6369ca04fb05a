import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SoundIndex } from '../../../src/planner/facts/facts.ts';
import { SILENCE } from '../../../src/planner/sound/plan-mix.ts';
import type { KnownSource, PlanInput } from '../../../src/planner/plan/plan-input.ts';
import type { AudioPlan } from '../../../src/planner/plan/audio-plan.ts';
import type { ExportPlan } from '../../../src/planner/plan/plan.ts';
import { toNumber } from '../../../src/timeline/rational.ts';
import { placeViews, viewOf } from '../timeline/one-view.ts';
import { anyInput, inputOf, known, planned, stream, type Cut } from './known-sources.ts';

type Encoded = Extract<AudioPlan, { kind: 'encode' }>;

function encodedSound({ audio }: ExportPlan): Encoded {
  if (audio?.kind !== 'encode') throw new Error('the sound is not encoded');
  return audio;
}

/** The stretch in the middle of each clip's sound, with what the clip says should be there. */
function middlesOf(input: PlanInput, plan: ExportPlan) {
  const audio = encodedSound(plan);
  return placeViews(input.edl.clips, plan.format.rate).flatMap((place, i) => {
    const clip = input.edl.voices[0]?.clips[i];
    const seen = input.edl.clips[i];
    const sample = Math.round(((toNumber(place.start) + toNumber(place.end)) / 2) * audio.sampleRate);
    const stretch = audio.stretches.find((one) => sample >= one.firstSample && sample < one.endSample);
    if (!clip || !seen || !stretch) return [];
    const shift = toNumber(place.shift) * audio.sampleRate;
    const facts = input.sources[viewOf(seen).source]?.facts;
    const at = (sample + shift) / audio.sampleRate;
    // On the very edge of a recording floating point decides.
    const edges = [0, facts ? toNumber(facts.end) : 0];
    if (edges.some((edge) => Math.abs(at - edge) * audio.sampleRate < 1e-6)) return [];
    const isHeard =
      clip.source !== undefined &&
      Boolean(facts?.audio) &&
      at >= 0 &&
      facts !== undefined &&
      at < toNumber(facts.end);
    return [{ stretch, clip, shift, isHeard }];
  });
}

describe('sound', () => {
  it('[P40] tiles the programme, which lasts as long as the frames', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const plan = planned(input);
        const { stretches, totalSamples, sampleRate } = encodedSound(plan);
        expect(
          Math.abs(totalSamples - (plan.frames * sampleRate) / toNumber(plan.format.rate)),
        ).toBeLessThanOrEqual(0.5);
        let next = 0;
        for (const { firstSample, endSample } of stretches) {
          expect(firstSample).toBe(next);
          expect(endSample).toBeGreaterThan(firstSample);
          next = endSample;
        }
        expect(next).toBe(totalSamples);
      }),
    );
  });

  it('[P41] comes from where the time line says', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { stretch, clip, shift, isHeard } of middlesOf(input, planned(input))) {
          if (!isHeard) continue;
          expect(stretch.source).toBe(clip.source);
          expect(Math.abs(stretch.shiftSamples - shift)).toBeLessThanOrEqual(1.5 + 1e-6);
        }
      }),
    );
  });

  it('[P42] is silence where there is nothing to hear, and nowhere else', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { stretch, isHeard } of middlesOf(input, planned(input))) {
          expect(stretch.source !== SILENCE).toBe(isHeard);
        }
      }),
    );
  });

  it('[P43] of a take that is cut and runs on is one stretch', () => {
    const camera = known(stream([90, 90, 90, 90], 2), {}, true);
    const anyPoints = fc.uniqueArray(fc.integer({ min: 1, max: 11_999 }), { maxLength: 40 });
    fc.assert(
      fc.property(anyPoints, (points) => {
        const at = [0, ...points.sort((a, b) => a - b), 12_000].map((ms) => ms / 1000);
        const cuts = at.slice(1).map((to, i): Cut => [0, at[i] ?? 0, to]);
        const { stretches } = encodedSound(planned(inputOf([camera], cuts)));
        expect(stretches.filter(({ source }) => source === 0)).toHaveLength(1);
      }),
    );
  });

  it('[P45] is not planned where none is asked for', () => {
    const camera = known(stream([90], 2), {}, true);
    expect(planned(inputOf([camera], [[0, 0, 2]], { includeAudio: false })).audio).toBeNull();
  });
});

describe('copied sound', () => {
  /** Twelve seconds of AAC behind a run-up of one packet. */
  const index: SoundIndex = {
    ...{ sampleRate: 48_000, channels: 2, samplesPerPacket: 1024, packets: 564 },
    ...{ firstSample: -1024, heardFrom: 0, heardUntil: 576_000 },
  };
  const camera: KnownSource = { ...known(stream([90, 90, 90, 90], 2), {}, true), sound: index };

  it('[P44] holds every sample and one packet before the first', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 2, max: 59 }), (from, frames) => {
        const { audio } = planned(inputOf([camera], [[0, from / 30, (from + frames) / 30]]));
        if (audio?.kind !== 'copy') throw new Error('the sound is not copied');
        const first = from * 1600;
        const decodedFrom = index.firstSample + audio.fromPacket * 1024;
        expect(decodedFrom + audio.primingSamples).toBe(first);
        expect(audio.totalSamples).toBe(frames * 1600);
        expect(index.firstSample + audio.toPacket * 1024).toBeGreaterThanOrEqual(first + audio.totalSamples);
        if (audio.fromPacket > 0) expect(audio.primingSamples).toBeGreaterThanOrEqual(1024);
      }),
    );
  });

  it.each<[string, readonly Cut[], object]>([
    [
      'of two stretches',
      [
        [0, 0, 2],
        [0, 4, 6],
      ],
      {},
    ],
    ['that begins before its source', [[0, -0.2, 2]], {}],
    ['into WebM', [[0, 0, 2]], { format: 'webm' }],
    ['where a codec was asked for', [[0, 0, 2]], { codec: 'h264' }],
  ])('[P44] is not made %s', (_what, cuts, request) => {
    expect(planned(inputOf([camera], cuts, request)).audio?.kind).toBe('encode');
  });
});
