import { expect, it } from 'vitest';
import { describeSource } from '../../src/media/library/describe-source.ts';
import { readSource } from '../../src/media/reading/read-source.ts';
import { openTestChildren } from '../children/test-children.ts';
import { makeFootage } from './footage/make-footage.ts';
import { footageMatrix } from './footage/matrix.ts';

const copies = 'Smart render can copy its pictures and re-encodes only those around the cuts.';

/** What a person is told of a film, by its name in the matrix. */
const words: readonly (readonly [film: string, notes: readonly string[]])[] = [
  ['25 fps', [copies]],
  [
    'a third of the frames dropped',
    ["Variable frame rate, 15–30 fps; will be sampled at the output's rate.", copies],
  ],
  [
    'uneven times with a hole of 3 s',
    [
      "Variable frame rate, 10–125 fps, with gaps of up to 3 s; will be sampled at the output's rate.",
      'Has no sound; its clips are silent.',
      copies,
    ],
  ],
  [
    'turned by 90°',
    [
      'Stored turned by 90°; will be exported upright.',
      'Smart render re-encodes all of its pictures: its pictures are stored turned or mirrored.',
    ],
  ],
  [
    'mirrored',
    [
      'Stored mirrored; will be exported as players show it.',
      'Smart render re-encodes all of its pictures: its pictures are stored turned or mirrored.',
    ],
  ],
  [
    'interlaced H.264',
    ['Interlaced; will be deinterlaced.', 'Smart render re-encodes all of its pictures: it is interlaced.'],
  ],
  [
    'VP9 with alpha',
    [
      'Has transparency; will lie on black.',
      'Smart render re-encodes all of its pictures: it has an alpha channel.',
    ],
  ],
  ['anamorphic 4:3', ['Its pixels are not square; the shape of the picture is kept.', copies]],
  ['picture 1 s late', ['Its picture begins 1.001 s after its sound; until then it is black.', copies]],
  ['5.1', ['6 channels of sound; will be mixed to stereo.', copies]],
];

const tools = { children: openTestChildren() };

async function probe(name: string) {
  const spec = footageMatrix.find(([film]) => film === name)?.[1];
  if (!spec) throw new Error(`The matrix has no film ${name}`);
  const { path } = await makeFootage(spec);
  const signal = new AbortController().signal;
  return describeSource(await readSource(tools, { path, name, signal }), name);
}

it.each(words)('%s', async (film, notes) => {
  expect((await probe(film)).notes).toEqual(notes);
});

it('says which of two tracks of sound is used', async () => {
  const { tracks } = await probe('two tracks of sound');
  expect(tracks.map(({ kind, isUsed, description }) => [kind, isUsed, description])).toEqual([
    ['video', true, '192 × 108, 29.97 fps, yuv420p'],
    ['audio', true, 'stereo, 48 kHz'],
    ['audio', false, 'another audio track; not used'],
  ]);
});
