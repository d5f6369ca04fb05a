import { describe, expect, it } from 'vitest';
import { plainFinish } from '../../../../src/contract/project-finish.ts';
import { configOf } from '../../../../src/edit/config-of.ts';
import type { Edit } from '../../../../src/edit/edit.ts';
import { gridOf } from '../../../../src/edit/grid.ts';
import { programmeOf } from '../../../../src/edit/programme.ts';
import { joinCameras, splitRecordingsIn } from '../../../../src/editor/studio/model/join-cameras.ts';
import { followTake } from '../../../../src/editor/studio/model/take.ts';
import { cueOf } from '../../../../src/editor/studio/player/steering.ts';
import { exchangeOf } from '../../../../src/interchange/project-exchange.ts';
import { projectEditOf } from '../../../../src/edit/project-edit.ts';
import { rendition } from './arbitrary-edit.ts';

const names = ['GX010012.MP4', 'GX020012.MP4', 'wide.mp4'];
const lengths = new Map(names.map((name, index) => [name, [10, 8, 20][index] ?? 0]));
const files = names.slice(0, 2).map((filePath) => ({ filePath, passesOnAt: lengths.get(filePath) ?? 0 }));

/** Chapters that lie on each other, the second of them found by its sound, and another camera. */
const apart: Edit = {
  angles: names.map((filePath, index) => ({
    ...{ id: `cam-${index + 1}`, name: `Camera ${index + 1}`, filePath, driftPpm: 0 },
    ...(index === 1
      ? { offsetSeconds: -13, sync: 'sound' as const }
      : { offsetSeconds: 0, sync: 'none' as const }),
  })),
  shots: [
    { angleId: 'cam-3', from: 0, to: 300, isSilent: false },
    { angleId: 'cam-2', from: 300, to: 600, isSilent: false },
  ],
  rendition,
  finish: plainFinish,
};

const joined = joinCameras(apart, { angleIds: ['cam-1', 'cam-2'], files }, lengths);

describe('cameras that are one recording', () => {
  it('are found by their names', () => {
    const listed = names.map((filePath) => ({ filePath, bytes: 1 }));
    const [split, ...others] = splitRecordingsIn(apart, listed);
    expect(split).toEqual({ angleIds: ['cam-1', 'cam-2'], filePaths: names.slice(0, 2) });
    expect(others).toEqual([]);
    expect(splitRecordingsIn(joined, listed)).toEqual([]);
  });

  it('become one camera that lies where any of them was found, and shows what they showed', () => {
    expect(joined.angles).toMatchObject([
      { id: 'cam-1', offsetSeconds: -3, sync: 'sound', laterFiles: [{ filePath: names[1], startsAt: 10 }] },
      { id: 'cam-3' },
    ]);
    expect(joined.shots.map(({ angleId, from, to }) => [angleId, from, to])).toEqual([
      ['cam-3', 0, 300],
      ['cam-1', 300, 600],
    ]);
    const [alone] = apart.angles;
    if (!alone) throw new Error('there is a first camera');
    const whole = followTake(
      { ...apart, angles: [alone], shots: [{ angleId: 'cam-1', from: 0, to: 300, isSilent: false }] },
      { ...joined, shots: [{ angleId: 'cam-1', from: 0, to: 300, isSilent: false }] },
      lengths,
    );
    expect(programmeOf(whole.shots).total).toBe(630);
  });

  it('play on into the next file, and are exported as one angle of both', () => {
    const score = {
      ...{ edit: joined, programme: programmeOf(joined.shots), grid: gridOf(rendition.fps) },
      ...{ durations: lengths, heard: { kind: 'follow' as const }, gainDb: 0 },
    };
    const [first] = joined.angles;
    if (!first) throw new Error('there is a first camera');
    const cueAt = (frame: number) => cueOf(score, first, frame);
    expect(cueAt(389)).toMatchObject({ file: 0, isOnAir: true, isOutside: false });
    expect(cueAt(390)).toMatchObject({ file: 1, seconds: 0, isOutside: false });
    expect(cueAt(599)).toMatchObject({ file: 1, isOutside: false });
    const config = configOf(joined, { exportId: 'e', projectId: 'p', projectName: 'P' }, { kind: 'follow' });
    const idOf = (name: string) => config?.sources.find(({ filePath }) => filePath === name)?.id;
    expect(config?.angles?.[0]).toMatchObject({ files: names.slice(0, 2).map(idOf), offset: -3 });
  });

  it('are told to other programs file by file', () => {
    const project = projectEditOf(joined, { name: 'P', exportIds: [] });
    const { edit } = exchangeOf(project);
    expect(edit.angles.map(({ filePath, offset }) => [filePath, offset])).toEqual([
      ['GX010012.MP4', -90],
      ['GX020012.MP4', -390],
      ['wide.mp4', 0],
    ]);
    expect(edit.shots.map(({ angle, from, to }) => [angle, from, to])).toEqual([
      [2, 0, 300],
      [0, 300, 390],
      [1, 390, 600],
    ]);
  });
});
