import { describe, expect, test } from 'vitest';
import { defaultCutKnobs, type CutKnobs } from '../../../src/contract/cutting/cut-knobs.ts';
import type { Utterance } from '../../../src/autocut/find-speech.ts';
import { cutUtterances } from '../../../src/autocut/suggest-cuts.ts';

const angles = [
  { id: 'anna', shows: [0], isWide: false },
  { id: 'ben', shows: [1], isWide: false },
  { id: 'wide', shows: [0, 1], isWide: true },
];

/** `anna 0–10, ben 10.5–20`: shots as `anna 0`, `ben 10.3`. */
function cutOf(said: string, knobs: Partial<CutKnobs> = {}, seconds = 30, cameras = angles): string[] {
  const utterances = said.split(', ').map((one): Utterance => {
    const [who = '', from = '', to = ''] = one.split(/[ –]/);
    return { speaker: who === 'anna' ? 0 : 1, from: Number(from), to: Number(to) };
  });
  const part = { from: 0, to: seconds };
  const shots = cutUtterances(
    utterances.sort((a, b) => a.from - b.from),
    { angles: cameras, knobs: { ...defaultCutKnobs, ...knobs }, part },
  );
  return shots.map(({ angle, from }) => `${cameras[angle]?.id} ${Number(from.toFixed(2))}`);
}

describe('the rules that editors ask for, each a knob', () => {
  test('a cut comes before the first word, and never before the last one of who spoke', () => {
    expect(cutOf('anna 0–10, ben 11–20')).toEqual(['anna 0', 'ben 10.8']);
    expect(cutOf('anna 0–10, ben 11–20', { leadSeconds: 0.5 })).toEqual(['anna 0', 'ben 10.5']);
    expect(cutOf('anna 0–10, ben 10.1–20')).toEqual(['anna 0', 'ben 10']);
  });

  test('a back-channel cuts nothing', () => {
    expect(cutOf('anna 0–20, ben 8–8.6')).toEqual(['anna 0']);
    expect(cutOf('anna 0–10, ben 12–12.6, anna 14–20')).toEqual(['anna 0']);
  });

  test('of two who start together neither is cut to before one has the floor', () => {
    expect(cutOf('anna 0–10, anna 12–13.2, ben 12.2–20')).toEqual(['anna 0', 'ben 13.2']);
    expect(cutOf('anna 0–10, ben 12–13.2, anna 12.2–20')).toEqual(['anna 0']);
    expect(cutOf('anna 0–10, ben 12–13.2, anna 12.2–20', { collisionSeconds: 0 })).toEqual(['anna 0']);
  });

  test('who takes over while the other one ends is cut to at the first word', () => {
    expect(cutOf('anna 0–10, ben 9–20')).toEqual(['anna 0', 'ben 9']);
  });

  test('who does not get the floor is not cut to', () => {
    expect(cutOf('anna 0–20, ben 8–9.5')).toEqual(['anna 0']);
  });

  test('talk over talk that lasts shows the wide shot, both, or what was seen', () => {
    const said = 'anna 0–12, ben 8–20';
    expect(cutOf(said)).toEqual(['anna 0', 'wide 8', 'ben 12']);
    expect(cutOf(said, { crossTalk: 'hold' })).toEqual(['anna 0', 'ben 8']);
    const withBoth = [...angles, { id: 'both', shows: [0, 1], isWide: false }];
    expect(cutOf(said, { crossTalk: 'both' }, 30, withBoth)).toEqual(['anna 0', 'both 8', 'ben 12']);
    expect(cutOf(said, { crossTalkSeconds: 5 })).toEqual(['anna 0', 'ben 8']);
  });

  test('in a pause the last speaker stays, or the wide shot comes', () => {
    expect(cutOf('anna 0–10, ben 20–30')).toEqual(['anna 0', 'ben 19.8']);
    expect(cutOf('anna 0–10, ben 20–30', { silence: 'wide' })).toEqual(['anna 0', 'wide 10', 'ben 19.8']);
    expect(cutOf('anna 0–10, anna 13–30', { silence: 'wide' })).toEqual(['anna 0']);
  });

  test('a long shot is interrupted by the wide one, or by a listener, best while they react', () => {
    const said = 'anna 0–60, ben 27–27.4';
    const knobs = { longestSeconds: 40, reactionEverySeconds: 0 };
    expect(cutOf(said, knobs, 60)).toEqual(['anna 0', 'wide 40', 'anna 42.5']);
    const listening = { longestSeconds: 0, reactionEverySeconds: 25 };
    expect(cutOf(said, listening, 60)).toEqual(['anna 0', 'ben 26.6', 'anna 29.1', 'ben 54.1', 'anna 56.6']);
  });

  test('mostly wide shows alone only who speaks for long', () => {
    expect(cutOf('anna 0–4, ben 5–9, anna 10–28', { closeUpAfterSeconds: 8 })).toEqual([
      'wide 0',
      'anna 9.8',
    ]);
  });

  test('short turns are shown, skipped or joined so that no shot is shorter than asked', () => {
    const said = 'anna 0–5, ben 5–6, anna 6–7, ben 7–8, anna 8–9, ben 9–20';
    const starts = cutOf(said, { shortestSeconds: 3 }).map((shot) => Number(shot.split(' ')[1]));
    for (const [index, start] of starts.entries())
      expect((starts[index + 1] ?? 30) - start).toBeGreaterThanOrEqual(3);
  });

  test('a speaker without a camera is seen in the wide shot; without one what is seen stays', () => {
    const [anna, , wide] = angles;
    if (!anna || !wide) throw new Error('cameras');
    expect(cutOf('anna 0–10, ben 11–20', {}, 20, [anna, wide])).toEqual(['anna 0', 'wide 10.8']);
    expect(cutOf('anna 0–10, ben 11–20', {}, 20, [anna])).toEqual(['anna 0']);
  });

  test('a camera is not shown where it has recorded nothing', () => {
    const late = [{ ...angles[0], recorded: { from: 5, to: 30 } }, ...angles.slice(1)] as typeof angles;
    expect(cutOf('anna 0–20', {}, 20, late)).toEqual(['wide 0', 'anna 5']);
  });

  test('a talk in which nobody speaks is one shot of everybody', () => {
    const shots = cutUtterances([], { angles, knobs: defaultCutKnobs, part: { from: 3, to: 9 } });
    expect(shots).toEqual([{ angle: 2, from: 3, to: 9, why: 'wide' }]);
  });
});
