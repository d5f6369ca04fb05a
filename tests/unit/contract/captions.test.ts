import { expect, test } from 'vitest';
import { correctCaptions } from '../../../src/contract/captions/correct-captions.ts';
import { parseCaptions } from '../../../src/contract/captions/parse-captions.ts';
import { writeVtt } from '../../../src/contract/captions/write-vtt.ts';
import { rational } from '../../../src/timeline/rational.ts';

function captionsOf(text: string) {
  const parsed = parseCaptions(text);
  if (!parsed.isOk) throw new Error(parsed.why);
  return parsed.captions;
}

const first = { text: 'Hello & welcome\nto the show', from: rational(1), to: rational(5, 2) };
const second = { text: 'Добрый день', from: rational(3661), to: rational(3662) };

test('SubRip as people save it: a byte order mark, Windows line ends, tags, a place, no last line end', () => {
  const text =
    '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\n{\\an8}<i>Hello</i> & welcome\r\n to the <font color="#fff">show</font>\r\n\r\n\r\n2\r\n1:01:01,0 --> 01:01:02,000\r\nДобрый день';
  expect(captionsOf(text)).toEqual([first, second]);
});

test('WebVTT: a header, notes, styles, names, settings, voices, entities, no hours', () => {
  const text = `WEBVTT - Episode 12
Kind: captions

STYLE
::cue { color: lime }

NOTE 00:00:00.000 --> 00:00:09.000 is no caption

intro
00:01.000 --> 00:02.500 align:start position:10%
<v.loud Jane>Hello &amp; welcome</v>
to the show

01:01:01.000 --> 01:01:02.000
Добрый день
`;
  expect(captionsOf(text)).toEqual([first, second]);
});

test('captions out of order are put in order, and those that make no sense are passed over', () => {
  const text =
    '3\n01:01:01,000 --> 01:01:02,000\nДобрый день\n\n9\n00:00:05,000 --> 00:00:04,000\nno\n\n1\n00:00:01,000 --> 00:00:02,500\nHello & welcome\nto the show\n\n7\n00:00:07,000 --> 00:00:08,000\n\n';
  expect(captionsOf(text)).toEqual([first, second]);
});

test('a text without captions says so', () => {
  expect(parseCaptions('Dear diary,\n\nnothing happened.')).toEqual({
    isOk: false,
    why: 'there is no caption in it',
  });
});

test('what is written is read again', () => {
  expect(writeVtt([first])).toBe(
    'WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello &amp; welcome\nto the show\n',
  );
  expect(captionsOf(writeVtt([first, second]))).toEqual([first, second]);
  const arrow = { ...first, text: 'a --> b <i>&lt;' };
  expect(captionsOf(writeVtt([arrow]))).toEqual([arrow]);
});

test('a correction changes the caption of its times alone, and one without a word takes it out', () => {
  const third = { ...second, from: rational(5), to: rational(6) };
  const corrected = correctCaptions(
    [first, second, third],
    [
      { from: 1, to: 2.5, text: 'Welcome' },
      { from: 5, to: 6, text: ' ' },
      { from: 5, to: 7, text: 'of no caption' },
    ],
  );
  expect(corrected).toEqual([{ ...first, text: 'Welcome' }, second]);
  expect(correctCaptions([first], [])).toEqual([first]);
});
