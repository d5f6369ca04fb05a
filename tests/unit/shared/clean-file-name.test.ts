import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFileName, numberedName } from '../../../src/shared/clean-file-name.ts';

test.each([
  ['camera 1.mp4', 'camera 1.mp4'],
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\cam.mp4', 'cam.mp4'],
  ['/absolute/cam.mp4', 'cam.mp4'],
  ['cam.mp4/', ''],
  ['..', ''],
  ['.', ''],
  ['', ''],
  ['   ', ''],
  ['.hidden.mp4', 'hidden.mp4'],
  ['...mp4', 'mp4'],
  ['cam.mp4. . ', 'cam.mp4'],
  ['a:b*c?d"e<f>g|h.mov', 'a-b-c-d-e-f-g-h.mov'],
  ['line\r\nbreak\0null.mp4', 'line break null.mp4'],
  ['gpj\u202e4pm.exe', 'gpj 4pm.exe'],
  ['u\u0308ber.mp4', 'über.mp4'],
  ['Интервью 🎙.mkv', 'Интервью 🎙.mkv'],
  ['half \ud83c emoji.mp4', 'half emoji.mp4'],
  ['100% #1 & more;?.mp4', '100% #1 & more;-.mp4'],
  ['no extension', 'no extension'],
  ['con', '_con'],
  ['nul.mp4', '_nul.mp4'],
  ['LPT1.tar.gz', '_LPT1.tar.gz'],
  ['com².mov', '_com².mov'],
  ['aux .mp4', '_aux .mp4'],
  ['conference.mp4', 'conference.mp4'],
  ['cam\u200bera\ufeff.m\u2060p4', 'camera.mp4'],
  ['c\u200bon.mp4', '_con.mp4'],
  ['👩\u200d🚀 cam\u200d.mp4', '👩\u200d🚀 cam.mp4'],
  ['\u200b.mp4', 'mp4'],
])('%j becomes %j', (wanted, clean) => {
  expect(cleanFileName(wanted)).toBe(clean);
});

test('a long name is cut between characters and keeps its extension', () => {
  const name = cleanFileName(`${'🎬'.repeat(200)}.mp4`);
  expect(name).toMatch(/^(🎬)+\.mp4$/u);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(230);
});

test('whatever comes in, what goes out is one visible name of at most 255 bytes, and clean already', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 1, max: 99_999 }),
      (wanted, n) => {
        const clean = cleanFileName(wanted);

        expect(clean).not.toMatch(/[/\\\u0000-\u001f\u007f]|^\./);
        expect(cleanFileName(clean)).toBe(clean);
        expect(Buffer.byteLength(numberedName(clean, n))).toBeLessThanOrEqual(255);
        expect(Buffer.from(clean).toString()).toBe(clean);
      },
    ),
    { numRuns: 2000 },
  );
});

test('numbers stand before the extension', () => {
  expect(numberedName('camera.mp4', 1)).toBe('camera.mp4');
  expect(numberedName('camera.mp4', 2)).toBe('camera (2).mp4');
  expect(numberedName('no extension', 3)).toBe('no extension (3)');
});
