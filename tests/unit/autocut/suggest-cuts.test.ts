import { describe, expect, test } from 'vitest';
import { cutPresets, defaultCutKnobs } from '../../../src/contract/cutting/cut-knobs.ts';
import { findUtterances, hear, type Utterance } from '../../../src/autocut/find-speech.ts';
import { guessViews, pickVoices } from '../../../src/autocut/guess-angles.ts';
import type { VoiceTrack } from '../../../src/autocut/lay-tracks.ts';
import type { PlacedShot, ShownAngle } from '../../../src/autocut/settle-shots.ts';
import { cutUtterances, suggestShots } from '../../../src/autocut/suggest-cuts.ts';
import { generateTalk, type GeneratedTalk } from './support/generate-talk.ts';

const seconds = 150;
const part = { from: 0, to: seconds };
const seeds = Array.from({ length: 24 }, (_, seed) => seed);

function camerasOf(speakers: number): ShownAngle[] {
  const everybody = Array.from({ length: speakers }, (_, speaker) => speaker);
  return [
    ...everybody.map((speaker) => ({ id: `c${speaker}`, shows: [speaker], isWide: false })),
    { id: 'wide', shows: everybody, isWide: true },
  ];
}

/** The share of the talk in which who speaks is in the picture. Nothing of the code under test is asked. */
function rightShare(
  truth: readonly Utterance[],
  shots: readonly PlacedShot[],
  angles: readonly ShownAngle[],
) {
  let [right, all] = [0, 0];
  for (let at = 0.005; at < seconds; at += 0.01) {
    const speaking = truth.filter(({ from, to }) => from <= at && at < to && to - from > 0.7);
    if (speaking.length === 0) continue;
    const shown = angles[shots.find(({ from, to }) => from <= at && at < to)?.angle ?? -1];
    all += 1;
    if (speaking.some(({ speaker }) => shown?.shows.includes(speaker))) right += 1;
  }
  return right / all;
}

const talks = seeds.map((seed) => generateTalk(seed, { seconds, speakers: 2 + (seed % 3) }));

describe('against talks whose truth is known', () => {
  const plain = { ...defaultCutKnobs, longestSeconds: 0, reactionEverySeconds: 0 };
  const cuts = talks.map(({ voices, speakers, truth }) => {
    const angles = camerasOf(speakers);
    const shots = suggestShots({ voices, angles, knobs: plain, part });
    return { truth, angles, shots, ruled: cutUtterances(truth, { angles, knobs: plain, part }) };
  });

  test('the right speaker is seen 97 % of the time and more', () => {
    const shares = cuts.map(({ truth, shots, angles }) => rightShare(truth, shots, angles));
    expect(Math.min(...shares)).toBeGreaterThan(0.95);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.98);
    expect(shares.filter((share) => share < 0.97)).toEqual([]);
  });

  test('cuts lie within 150 ms of where the rules put them', () => {
    const ruled = cuts.flatMap((cut) => cut.ruled.map((shot) => ({ shot, cut })));
    const near = ruled.filter(({ shot, cut }) =>
      cut.shots.some(({ angle, from }) => angle === shot.angle && Math.abs(from - shot.from) <= 0.15),
    );
    // The rest: somebody begins to speak while another one is so loud that nobody could hear it.
    expect(near.length / ruled.length).toBeGreaterThan(0.97);
  });

  test('the right speaker changes with every seed, so that not one camera would do', () => {
    for (const { truth, angles } of cuts) {
      const one = [{ angle: 0, from: 0, to: seconds }];
      expect(rightShare(truth, one, angles)).toBeLessThan(0.8);
    }
  });
});

test.each(Object.entries({ default: defaultCutKnobs, ...cutPresets }))(
  'the knobs "%s" give shots that fill the talk, none shorter than asked, and the same ones again',
  (_, knobs) => {
    for (const { voices, speakers } of talks.slice(0, 9)) {
      const talk = { voices, angles: camerasOf(speakers), knobs, part };
      const shots = suggestShots(talk);
      expect(shots[0]?.from).toBe(0);
      expect(shots.at(-1)?.to).toBe(seconds);
      for (const [index, { from, to }] of shots.entries()) {
        expect(to - from).toBeGreaterThanOrEqual(knobs.shortestSeconds - 1e-9);
        if (index > 0) expect(from).toBe(shots[index - 1]?.to);
      }
      expect(suggestShots(talk)).toEqual(shots);
    }
  },
);

/** A track as a recorder has it that was started at another time and whose clock runs fast; later by some values. */
function moved(track: VoiceTrack, offsetSeconds: number, late = 0): VoiceTrack {
  const lead = new Float32Array(Math.round(100 * offsetSeconds) + late).fill(-80);
  return { ...track, levels: Float32Array.from([...lead, ...track.levels]), offsetSeconds };
}

test('tracks that began at other times, and lie some frames apart, give the same cut', () => {
  const { voices, speakers } = talks[4] as GeneratedTalk;
  const angles = camerasOf(speakers);
  const cut = (tracks: readonly VoiceTrack[]) =>
    suggestShots({ voices: tracks, angles, knobs: defaultCutKnobs, part }).map(({ angle, from }) => ({
      angle,
      from,
    }));
  const expected = cut(voices);
  expect(cut(voices.map((track, index) => moved(track, 3 * index)))).toEqual(expected);
  const apart = cut(voices.map((track, index) => moved(track, 3 * index, 3 * index)));
  expect(apart.map(({ angle }) => angle)).toEqual(expected.map(({ angle }) => angle));
});

function spokenBy(truth: readonly Utterance[], who: number): number {
  const own = truth.filter(({ speaker }) => speaker === who);
  return own.reduce((sum, { from, to }) => sum + to - from, 0);
}

test('what each camera shows is guessed from its own sound, and the one that hears all alike is the wide one', () => {
  for (const seed of seeds.slice(0, 12)) {
    const { voices, speakers, truth } = generateTalk(seed, {
      seconds,
      speakers: 2 + (seed % 3),
      withRoom: true,
    });
    const heard = voices.map((track) => hear(track, part));
    const picked = pickVoices(heard);
    expect(picked, `seed ${seed}`).toEqual(Array.from({ length: speakers }, (_, index) => index));
    const utterances = findUtterances(voices.slice(0, speakers), part);
    const views = guessViews(heard, utterances, { speakers, origin: 0 });
    // Nothing can be told of somebody who hardly says a word.
    const talkative = picked.filter((speaker) => spokenBy(truth, speaker) > 10);
    expect(
      talkative.map((speaker) => views[speaker]),
      `seed ${seed}`,
    ).toEqual(talkative);
    expect(views.at(-1), `seed ${seed}`).toBe('wide');
  }
});

test('of an hour with three microphones the cut is made in seconds', () => {
  const { voices, speakers } = generateTalk(7, { seconds: 3600, speakers: 3 });
  const hour = { from: 0, to: 3600 };
  const shots = suggestShots({ voices, angles: camerasOf(speakers), knobs: defaultCutKnobs, part: hour });
  expect(shots.length).toBeGreaterThan(200);
});
