import { describe, expect, it } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { gridOf } from '../../../../src/edit/grid.ts';
import { programmeOf } from '../../../../src/edit/programme.ts';
import { findCuts, type CutSearch } from '../../../../src/editor/studio/model/find-cuts.ts';
import { angle, rendition } from './arbitrary-edit.ts';

const edit: Edit = {
  angles: [angle(0, { name: 'Host' }), angle(1, { name: 'Guest' })],
  shots: Array.from({ length: 40 }, (_, index) => ({
    angleId: index % 4 === 3 ? 'both' : index % 2 === 0 ? 'cam-1' : 'cam-2',
    ...{ from: index * 60, to: index * 60 + 60, isSilent: false },
  })),
  rendition,
  finish: {
    ...plainFinish,
    layouts: [
      {
        ...{ id: 'both', name: 'Side by side' },
        tiles: [{ angleId: 'cam-2', x: 0, y: 0, width: 1, height: 1, fit: 'cover' }],
      },
    ],
    chapters: [{ id: 'c', time: 6, title: 'The Budget' }],
    titles: [{ id: 't', text: 'Jane Doe', style: 'plain', from: 9, to: 12.5 }],
  },
};
const captions = [{ text: 'we talk about bridges', from: 3.5, to: 4.5 }];
const find = (search: CutSearch) =>
  findCuts({ edit, programme: programmeOf(edit.shots), grid: gridOf(30), captions }, search);

describe('a search in the cuts', () => {
  it.each([
    ['12', [11]],
    ['00:01:18', [39]],
    ['budget', [3]],
    ['JANE', [4, 5, 6]],
    ['bridges', [1, 2]],
    ['nobody', []],
  ])('%j finds %j', (text, found) => expect(find({ text })).toEqual(found));

  it('of a camera finds its shots and the layouts it is in', () => {
    expect(find({ text: '', angleId: 'cam-1' })).toHaveLength(20);
    expect(find({ text: '', angleId: 'cam-2' })).toHaveLength(20);
    expect(find({ text: '', angleId: 'both' })).toHaveLength(10);
    expect(find({ text: 'guest', angleId: 'cam-1' })).toEqual([]);
    expect(find({ text: ' ' })).toHaveLength(40);
  });
});
