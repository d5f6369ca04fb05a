import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { gridOf } from '../../../../src/edit/grid.ts';
import { programmeOf } from '../../../../src/edit/programme.ts';
import { correctionOf, cueOf, type Score } from '../../../../src/editor/studio/player/steering.ts';
import { commandFor, keyCommands } from '../../../../src/editor/studio/state/keys.ts';
import { angle, edits, rendition } from './arbitrary-edit.ts';

function scoreOf(edit: Edit, durations = new Map<string, number>()): Score {
  return {
    ...{ edit, programme: programmeOf(edit.shots), grid: gridOf(edit.rendition.fps), durations },
    ...{ heard: { kind: 'follow' }, gainDb: 0 },
  };
}

describe('what each camera shows', () => {
  it('exactly one is on the programme, and at most that one is heard', () => {
    fc.assert(
      fc.property(edits, fc.double({ min: 0, max: 0.999, noNaN: true }), (edit, at) => {
        const score = scoreOf(edit);
        const cues = edit.angles.map((camera) => cueOf(score, camera, at * score.programme.total));
        expect(cues.filter(({ isOnAir }) => isOnAir)).toHaveLength(1);
        expect(cues.every(({ isHeard, isOnAir }) => !isHeard || isOnAir)).toBe(true);
      }),
    );
  });

  it('is black where its file has nothing', () => {
    const edit: Edit = {
      angles: [angle(0), angle(1, { offsetSeconds: -2 })],
      shots: [{ angleId: 'cam-1', from: 0, to: 300, isSilent: false }],
      rendition,
      finish: plainFinish,
    };
    const score = scoreOf(edit, new Map([['cam-2.mp4', 5]]));
    const [, late] = edit.angles;
    if (!late) throw new Error('there are two');
    expect(cueOf(score, late, 0).isOutside).toBe(true);
    expect(cueOf(score, late, 60)).toMatchObject({ isOutside: false, seconds: 0 });
    expect(cueOf(score, late, 209).isOutside).toBe(false);
    expect(cueOf(score, late, 210).isOutside).toBe(true);
  });
});

describe('getting back into step', () => {
  it('hurries the late, holds back the early, and bends what is heard least', () => {
    expect(correctionOf(0.1, { speed: 1, isHeard: false })).toEqual({ kind: 'rate', rate: 1.2 });
    expect(correctionOf(0.1, { speed: 1, isHeard: true })).toEqual({ kind: 'rate', rate: 1.04 });
    expect(correctionOf(-0.1, { speed: 2, isHeard: false })).toEqual({ kind: 'rate', rate: 1.6 });
    expect(correctionOf(0.004, { speed: 1, isHeard: true })).toEqual({ kind: 'rate', rate: 1 });
    expect(correctionOf(3, { speed: 1, isHeard: true })).toEqual({ kind: 'jump' });
  });
});

describe('the keys', () => {
  const press = (key: string, held: { shift?: boolean; alt?: boolean; command?: boolean } = {}) =>
    commandFor({ key, shift: false, alt: false, command: false, ...held })?.label;

  it('mean what the list of keys says', () => {
    expect(press(' ')).toBe('Play and pause');
    expect(press('L')).toBe('Play forwards, faster with each press');
    expect(press('7')).toMatch(/^Show this camera/);
    expect(press('ArrowLeft')).toBe('One frame back or forward');
    expect(press('ArrowLeft', { shift: true })).toBe('One second back or forward');
    expect(press('ArrowLeft', { alt: true })).toMatch(/^Move the selected/);
    expect(press('z', { command: true })).toBe('Undo');
    expect(press('Z', { command: true, shift: true })).toBe('Redo');
    expect(press('?', { shift: true })).toBe('Show all keyboard shortcuts');
    expect(press('Backspace')).toMatch(/^Remove/);
  });

  it('of the browser stay the browser’s', () => {
    for (const key of ['r', 's', 'l', 'j', '1']) expect(press(key, { command: true })).toBeUndefined();
    expect(press('Tab')).toBeUndefined();
    expect(press('x')).toBeUndefined();
  });

  it('are explained once each', () => {
    expect(new Set(keyCommands.map(({ label }) => label)).size).toBe(keyCommands.length);
  });
});
