import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { toConfig } from './oracle/cut-lists.ts';
import { exactRate } from './oracle/edit.ts';
import type { JudgedEdit } from './oracle/edit.ts';
import { exportAsPlanned } from './oracle/export-as-planned.ts';
import { openStudio, type TestExport, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
let source: Footage;
beforeAll(async () => {
  studio = await openStudio();
  source = await makeFootage({ camera: 3, seconds: 2, size: { width: 192, height: 108 } });
});
afterAll(() => studio[Symbol.asyncDispose]());

function editOf(width: number, height: number, fps: number): JudgedEdit {
  const rate = exactRate(fps);
  const length = Math.min(1.5, (rate.den / rate.num) * 40);
  const clips = [
    { source: 0, inSeconds: 0.1234, outSeconds: 0.1234 + length / 2, withSound: true },
    { source: 0, inSeconds: 0.4, outSeconds: 0.4 + length / 2, withSound: true },
  ];
  return { rate, width, height, sources: [source], clips, includeAudio: true };
}

describe('rates that hurt', () => {
  it.each([1, 7.5, 12.345, 23.976, 47.952, 59.94, 119.88, 144, 240])('%s frames a second', async (fps) => {
    const { complaints } = await exportAsPlanned(studio, { edit: editOf(192, 108, fps), codec: 'h264' });
    expect(complaints).toEqual([]);
  });
});

describe('sizes that hurt', () => {
  const sizes: readonly (readonly [number, number, TestExport['codec'], TestExport['format'] & string])[] = [
    [8192, 4320, 'h264', 'mp4'],
    [64, 8192, 'h264', 'mp4'],
    [8192, 64, 'h265', 'mp4'],
    [130, 74, 'h264', 'mp4'],
    [322, 182, 'copy', 'webm'],
    [66, 66, 'h265', 'mp4'],
  ];

  it.each(sizes)('%i × %i, %s in %s', async (width, height, codec, format) => {
    const edit = { ...editOf(width, height, 30), clips: editOf(width, height, 30).clips.slice(0, 1) };
    const few = edit.clips.map((clip) => ({ ...clip, outSeconds: clip.inSeconds + 0.1 }));
    const { complaints } = await exportAsPlanned(studio, { edit: { ...edit, clips: few }, codec, format });
    expect(complaints).toEqual([]);
  });

  it('the smallest there is', async () => {
    const { outcome } = await studio.export({ edit: editOf(16, 16, 30), codec: 'h264' });
    expect(outcome).toMatchObject({ kind: 'completed', output: { width: 16, height: 16, frames: 40 } });
  });

  it.each([
    ['h264', 'mp4'],
    ['h265', 'mp4'],
    ['copy', 'webm'],
  ] as const)('%s in %s of odd sides is refused with the reason', (codec, format) => {
    expect(issuesOf(191, 107, 30, { codec, format })).toEqual([
      'output.width must be an even number: 4:2:0 video stores colour for pairs of pixels',
      'output.height must be an even number: 4:2:0 video stores colour for pairs of pixels',
    ]);
  });

  it.each([
    [1, 1, 30, 'output.width must be at least 16 pixels'],
    [8194, 100, 30, 'output.width must be at most 8192 pixels'],
    [8192, 8192, 30, 'output.width times the height must be at most 35,389,440 pixels'],
    [192, 108, 0.5, 'output.fps must be at least 1 frame per second'],
    [192, 108, 241, 'output.fps must be at most 240 frames per second'],
  ] as const)('%i × %i at %s is refused with the reason', (width, height, fps, issue) => {
    expect(issuesOf(width, height, fps, { codec: 'h264', format: 'mp4' })).toContain(issue);
  });
});

function issuesOf(
  width: number,
  height: number,
  ...[fps, choice]: [number, Pick<Required<TestExport>, 'codec' | 'format'>]
): string[] {
  const config = toConfig(editOf(width, height, 30), { id: 'refused', ...choice });
  const parsed = parseConfig({ ...config, output: { ...config.output, fps } });
  if (parsed.isOk) return [];
  return (parsed.problem.issues ?? []).map(({ path, message }) => `${path} ${message}`);
}
