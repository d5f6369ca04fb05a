import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLine, widestPart, widthOfLine } from '../../../src/shared/break-lines.ts';

const japanese = '日本語の字幕がここに表示されます。これは「長い文章」なので二行になるはずです。';

describe('a line that is too long for its room', () => {
  it('of a script without spaces is broken between words, into lines of about one length', () => {
    const lines = breakLine(japanese, 24);
    expect(lines).toHaveLength(2);
    const [first = 0, second = 0] = lines.map(widthOfLine);
    expect(Math.abs(first - second)).toBeLessThanOrEqual(5);
    expect(lines.join('')).toBe(japanese);
  });

  it('never begins with a closing sign, nor ends with an opening one', () => {
    for (let room = 4; room < 40; room++)
      for (const line of breakLine(japanese, room)) {
        expect(line).not.toMatch(/^[。、」ー]/u);
        expect(line).not.toMatch(/「$/u);
      }
  });

  it('of Thai is broken at words', () => {
    const thai = 'สวัสดีชาวโลกนี่คือข้อความภาษาไทยที่ยาวมาก';
    const words = [...new Intl.Segmenter('th', { granularity: 'word' }).segment(thai)];
    const ends = words.map(({ index }) => index);
    let at = 0;
    for (const line of breakLine(thai, 8)) {
      expect(ends).toContain(at);
      at += line.length;
    }
    expect(at).toBe(thai.length);
  });

  it('of a script with spaces is left as it is', () => {
    const line = 'Many words that whoever draws them breaks at spaces';
    expect(breakLine(line, 5)).toEqual([line]);
  });

  it('loses no sign, and no line of several parts is wider than the room', () => {
    const sign = fc.constantFrom(
      '日',
      'か',
      'な',
      '。',
      '「',
      '」',
      'a',
      'B',
      ' ',
      'ไ',
      '1',
      '語',
      '-',
      '👍',
    );
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 60 }).map((signs) => signs.join('').replace(/ +/g, ' ').trim()),
        fc.integer({ min: 3, max: 30 }),
        (line, room) => {
          const lines = breakLine(line, room);
          expect(lines.join('').replaceAll(' ', '')).toBe(line.replaceAll(' ', ''));
          if (lines.length > 1)
            for (const one of lines)
              expect(widthOfLine(one)).toBeLessThanOrEqual(Math.max(room, widestPart(line)) + 1e-9);
        },
      ),
    );
  });
});

it('says how wide the widest word is', () => {
  expect(widestPart('a long-ish name')).toBeCloseTo(widthOfLine('long-ish'), 9);
});
