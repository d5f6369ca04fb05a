import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import type { Shot } from '../../../../src/edit/shot.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { applyCuts, applyTrims } from '../../../../src/editor/studio/model/voice-cut.ts';

const rendition = {
  format: 'mp4',
  codec: 'copy',
  width: 320,
  height: 180,
  fps: 25,
  includeAudio: true,
} as const;

/** `a 0–50, b 80–90 muted`: an edit of these shots. */
function editOf(...shots: readonly string[]): Edit {
  return {
    angles: [],
    rendition,
    finish: plainFinish,
    shots: shots.map((text): Shot => {
      const [angleId = '', range = '', mute] = text.split(' ');
      const [from, to] = range.split('–').map(Number);
      return { angleId, from: from ?? 0, to: to ?? 0, isSilent: mute === 'muted' };
    }),
  };
}

const wordsOf = ({ shots }: Edit) =>
  shots.map(({ angleId, from, to, isSilent }) => `${angleId} ${from}–${to}${isSilent ? ' muted' : ''}`);

const cuts = [
  { angleId: 'a', from: 0, to: 40 },
  { angleId: 'b', from: 40, to: 70 },
  { angleId: 'c', from: 70, to: 100 },
];

describe('a cut by voice', () => {
  test('shows who was suggested wherever the programme shows that part of the take', () => {
    expect(wordsOf(applyCuts(editOf('x 0–100'), cuts, undefined))).toEqual(['a 0–40', 'b 40–70', 'c 70–100']);
    const jumps = editOf('x 60–80', 'x 10–20 muted');
    expect(wordsOf(applyCuts(jumps, cuts, undefined))).toEqual(['b 60–70', 'c 70–80', 'a 10–20 muted']);
  });

  test('leaves alone what lies outside of the selection, and what nothing was suggested for', () => {
    const part = { from: 30, to: 50 };
    expect(wordsOf(applyCuts(editOf('x 0–100'), cuts, part))).toEqual([
      'x 0–30',
      'a 30–40',
      'b 40–50',
      'x 50–100',
    ]);
    expect(wordsOf(applyCuts(editOf('x 200–300'), cuts, undefined))).toEqual(['x 200–300']);
  });

  test('changes the length of no programme', () => {
    const shot = fc
      .tuple(fc.nat(90), fc.integer({ min: 1, max: 40 }))
      .map(([from, length]) => `x ${from}–${from + length}`);
    fc.assert(
      fc.property(
        fc.array(shot, { minLength: 1, maxLength: 8 }),
        fc.nat(50),
        fc.nat(100),
        (shots, from, length) => {
          const edit = editOf(...shots);
          const lengthOf = (of: Edit) => of.shots.reduce((sum, { from: a, to }) => sum + to - a, 0);
          expect(lengthOf(applyCuts(edit, cuts, { from, to: from + length }))).toBe(lengthOf(edit));
        },
      ),
    );
  });
});

describe('tightening', () => {
  const trims = [
    { from: 10, to: 20 },
    { from: 30, to: 45 },
  ];

  test('takes silences out, only inside of the selection, and never everything', () => {
    expect(wordsOf(applyTrims(editOf('x 0–100'), trims, undefined))).toEqual([
      'x 0–10',
      'x 20–30',
      'x 45–100',
    ]);
    expect(wordsOf(applyTrims(editOf('x 0–100'), trims, { from: 0, to: 15 }))).toEqual([
      'x 0–10',
      'x 15–100',
    ]);
    expect(wordsOf(applyTrims(editOf('x 12–18'), trims, undefined))).toEqual(['x 12–18']);
  });
});
