import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSoundOutput } from '../../../src/planner/sound/plan-sound-output.ts';
import { SILENCE } from '../../../src/planner/sound/plan-mix.ts';
import type { SoundStretch } from '../../../src/planner/plan/audio-plan.ts';
import { cutEdl } from '../../../src/timeline/cut-edl.ts';
import type { HeardClip, Voice } from '../../../src/timeline/edl.ts';
import { rational } from '../../../src/timeline/rational.ts';
import { inputOf, known, planned, stream } from './known-sources.ts';

const hz = 48_000;
/** Cameras of two seconds, the first of which goes on in the second, and that in the third. */
const cameras = [0, 1, 2, 3].map(() => known(stream([30, 30], 0), {}, true));
const sources = cameras.map((_, i) => ({ id: String(i), name: '', path: '', ...(i < 2 && { next: i + 1 }) }));

const clip = (
  source: number | undefined,
  from: number,
  length: number,
  more: Partial<HeardClip> = {},
): HeardClip => ({
  ...{ source, inPoint: rational(from, 1000), duration: rational(length, 1000) },
  ...more,
});

const planOf = (voices: readonly Voice[], mastering = {}) =>
  planSoundOutput({ sources, clips: [], voices, mastering }, cameras);

/** The source and its sample that is heard at an instant. */
function heardAt(stretches: readonly SoundStretch[], sample: number) {
  const stretch = stretches.find(({ endSample }) => sample < endSample);
  return stretch && { source: stretch.source, at: sample + stretch.shiftSamples };
}

describe('sound of several voices', () => {
  it('[P72] is mixed only where it does not stay as it is', () => {
    const plain: Voice = { clips: [clip(3, 0, 2000)] };
    expect(planOf([plain]).mix).toBeUndefined();
    expect(planOf([{ ...plain, gainDb: 0, duckDb: 6 }]).mix).toBeUndefined();
    const touched: Voice[] = [{ gainDb: -1 }, { channel: 'left' as const }, { fadeIn: 1 }].map((more) => ({
      ...plain,
      ...more,
    }));
    for (const voice of touched) expect(planOf([voice]).mix?.voices).toHaveLength(1);
    expect(planOf([plain], { loudness: -16 }).mix?.mastering).toMatchObject({ loudness: -16, truePeak: -1 });
    const silent: Voice = { clips: [clip(undefined, 0, 2000)] };
    expect(planOf([plain, silent, plain]).mix?.voices).toHaveLength(2);
  });

  it('[P72] is never copied, and a reason says so', () => {
    const input = inputOf(cameras, [[3, 0, 2]]);
    const [voice = { clips: [] }] = input.edl.voices;
    const plan = planned({ ...input, edl: { ...input.edl, voices: [voice, { ...voice, gainDb: -3 }] } });
    expect(plan.audio).toMatchObject({ kind: 'encode', mix: { voices: [{ gainDb: 0 }, { gainDb: -3 }] } });
    expect(plan.reasons.at(-1)).toBe('The sound is encoded: 2 tracks are mixed.');
  });

  it('[P73] comes from the source at its speed, on the programme’s grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2000, max: 2000 }), fc.nat(900), fc.nat(500), (ppm, from, before) => {
        const speed = rational(1_000_000 + ppm, 1_000_000);
        const { stretches } = planOf([
          { clips: [clip(undefined, 0, before), clip(3, from, 900, { speed })] },
        ]);
        const stretch = stretches.find(({ source }) => source === 3);
        if (!stretch) throw new Error('It is not heard');
        expect(stretch.speed === undefined).toBe(ppm === 0);
        const sample = Math.ceil((before / 1000) * hz) + 1000;
        const at = ((sample + stretch.shiftSamples) * (1_000_000 + ppm)) / 1_000_000;
        const due = (from / 1000) * hz + (sample - (before / 1000) * hz) * (1 + ppm / 1e6);
        expect(Math.abs(at - due)).toBeLessThanOrEqual(0.52);
      }),
    );
  });

  it('[P74] begins again where its recording ends', () => {
    fc.assert(
      fc.property(fc.nat(5900), fc.integer({ min: 1, max: 30_000 }), fc.nat(1000), (from, length, share) => {
        const { stretches } = planOf([{ clips: [clip(0, from, length, { isLooped: true })] }]);
        const sample = Math.floor(((share / 1001) * length * hz) / 1000);
        const along = (((from / 1000) * hz + sample) % (6 * hz)) + 0;
        const heard = heardAt(stretches, sample);
        if (!heard) throw new Error('Nothing is planned there');
        const distance = Math.abs(heard.source * 2 * hz + heard.at - along);
        expect(Math.min(distance, 6 * hz - distance)).toBeLessThanOrEqual(1.5);
      }),
    );
  });

  it('[P75] runs on through the files of a recording, and through a cut right there', () => {
    for (const clips of [[clip(0, 500, 5000)], [clip(0, 500, 1500), clip(1, 0, 2000), clip(2, 0, 1500)]]) {
      const { stretches } = planOf([{ clips }]);
      expect(stretches.map(({ source, isContinued }) => [source, isContinued])).toEqual([
        [0, undefined],
        [1, true],
        [2, true],
      ]);
    }
    const jump = planOf([{ clips: [clip(0, 500, 1500), clip(1, 100, 500)] }]).stretches;
    expect(jump.at(-1)).toMatchObject({ source: 1 });
    expect(jump.at(-1)?.isContinued).toBeUndefined();
  });

  it('[P76] fades a voice where it is heard', () => {
    const voice: Voice = { clips: [clip(undefined, 0, 500), clip(3, 0, 1000)], fadeIn: 0.1, fadeOut: 0.2 };
    const [mixed] = planOf([voice]).mix?.voices ?? [];
    expect(mixed?.fades).toEqual({ from: 24_000, to: 72_000, fadeIn: 4800, fadeOut: 9600 });
    expect(mixed?.stretches[0]?.source).toBe(SILENCE);
    const [long] = planOf([{ ...voice, fadeIn: 3, fadeOut: 1 }]).mix?.voices ?? [];
    expect(long?.fades).toMatchObject({ fadeIn: 36_000, fadeOut: 12_000 });
  });

  it('[P76] fades it where the whole edit does, also in a stretch of it', () => {
    const fading = { fadeIn: 0.5, fadeOut: 0.5 };
    const voices: Voice[] = [
      // Until it ends, after two seconds; round and round; and one that ends within the stretch.
      { clips: [clip(undefined, 0, 1000), clip(3, 0, 9000)], ...fading },
      { clips: [clip(undefined, 0, 1000), clip(3, 0, 9000, { isLooped: true })], ...fading },
      { clips: [clip(3, 0, 2100)], ...fading },
    ];
    const range = { from: rational(3, 2), to: rational(5, 2) };
    const { voices: cut } = cutEdl(
      { sources, clips: [{ duration: rational(20), views: [] }], voices },
      range,
    );
    const whole = planOf(voices).mix?.voices.map(({ fades }) => fades);
    const part = planOf(cut).mix?.voices.map(({ fades }) => fades);
    const earlier = 1.5 * hz;
    expect(part).toEqual(
      whole?.map(({ from, to, ...lengths }) => ({ from: from - earlier, to: to - earlier, ...lengths })),
    );
  });
});
