import { expect, test } from 'vitest';
import { findChapters } from '../../../src/contract/footage/chapters.ts';

const gib = 2 ** 30;
const named = (...names: string[]) => names.map((filePath) => ({ filePath, bytes: 1000 }));
const full = (filePath: string, bytes = 4 * gib - 50_000_000) => ({ filePath, bytes });

test('chapters of GoPro are told by their names, in their order', () => {
  const files = named('GX020012.MP4', 'GX010012.MP4', 'GX010013.MP4', 'GX030012.MP4');
  expect(findChapters(files)).toEqual([['GX010012.MP4', 'GX020012.MP4', 'GX030012.MP4']]);
  expect(findChapters(named('GP010007.MP4', 'GOPR0007.MP4'))).toEqual([['GOPR0007.MP4', 'GP010007.MP4']]);
  expect(findChapters(named('gh010001.mp4', 'gh020001.mp4'))).toEqual([['gh010001.mp4', 'gh020001.mp4']]);
});

test('one that is missing ends a recording', () => {
  expect(findChapters(named('GX010012.MP4', 'GX030012.MP4', 'GX040012.MP4'))).toEqual([
    ['GX030012.MP4', 'GX040012.MP4'],
  ]);
});

test('numbered files are one recording where a card made the camera begin another one', () => {
  const rest = { filePath: 'clips/C0003.MP4', bytes: gib };
  expect(findChapters([full('clips/C0001.MP4'), full('clips/C0002.MP4'), rest])).toEqual([
    ['clips/C0001.MP4', 'clips/C0002.MP4', 'clips/C0003.MP4'],
  ]);
  expect(findChapters([full('00000.MTS', 2 * gib - 4096), { filePath: '00001.MTS', bytes: 10 }])).toEqual([
    ['00000.MTS', '00001.MTS'],
  ]);
});

test('otherwise they are recordings of their own', () => {
  expect(findChapters(named('C0001.MP4', 'C0002.MP4', 'DJI_0001.MP4', 'DJI_0002.MP4'))).toEqual([]);
  expect(findChapters([full('C0001.MP4', 5 * gib), ...named('C0002.MP4')])).toEqual([]);
  expect(findChapters([full('a/C0001.MP4'), full('b/C0002.MP4')])).toEqual([]);
  expect(findChapters([full('C0001.MP4'), full('C0002.MOV')])).toEqual([]);
  expect(findChapters(named('interview.mp4', 'GX01.MP4', 'GX010012', 'take-0001.mp4', ''))).toEqual([]);
});

test('finds numbered files whose time code goes on, also over midnight, and no others', () => {
  const shot = (filePath: string, timecode: string, durationSeconds = 60) => ({
    ...{ filePath, bytes: 1000, timecode, fps: 29.97, durationSeconds },
  });
  const row = [shot('C0001.MP4', '23:59:30;00'), shot('C0002.MP4', '00:00:30;01')];
  expect(findChapters(row)).toEqual([['C0001.MP4', 'C0002.MP4']]);
  const counted = [shot('C0001.MP4', '01:00:00:00', 1001), shot('C0002.MP4', '01:16:40:00')];
  expect(findChapters(counted)).toEqual([['C0001.MP4', 'C0002.MP4']]);
  expect(findChapters([shot('C0001.MP4', '10:00:00;00'), shot('C0002.MP4', '10:01:04;00')])).toEqual([]);
  expect(findChapters([shot('C0001.MP4', 'none'), shot('C0002.MP4', '10:01:00;00')])).toEqual([]);
});
