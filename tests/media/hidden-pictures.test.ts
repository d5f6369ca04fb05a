import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const base: FootageSpec = { camera: 61, frames: 200, rate, size, gop: 50, bFrames: 3, audio: false };

const x265 = (params: string): Partial<FootageSpec> => ({
  codec: 'hevc',
  extraArgs: [
    '-x265-params',
    `log-level=error:keyint=50:min-keyint=50:scenecut=0:bframes=3:b-adapt=0:${params}`,
  ],
});

/** Files that store pictures which are not shown, or in another order than their keyframes say. */
const kinds: Record<string, Partial<FootageSpec>> = {
  'an edit list that ends in a GOP': { trimmedSeconds: 0.6 },
  'an edit list that begins and ends in a GOP': { trimmedSeconds: 1.72, editListSeconds: 0.44 },
  'leading pictures of an IDR in HEVC (RADL)': x265('open-gop=0:radl=2'),
  'the same, trimmed': { ...x265('open-gop=0:radl=2'), trimmedSeconds: 0.6, editListSeconds: 0.44 },
  'leading pictures of a CRA in HEVC, trimmed': { ...x265('open-gop=1'), trimmedSeconds: 0.6 },
};

describe('a source that hides some of what it stores', () => {
  it.each(Object.keys(kinds))('is copied exactly: %s', async (name) => {
    const source = await makeFootage({ ...base, ...kinds[name] });
    const end = source.frames.length / rate.num;
    const clips = [clip(0, 0, 3.1, false), clip(0, 0.7, end, false), clip(0, end - 1.5, end - 0.3, false)];
    const edit = { rate, ...size, includeAudio: false, sources: [source], clips };
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    const plan = exported.updates.at(-1)?.plan;
    expect(plan?.copiedFrames, plan?.summary).toBeGreaterThan(75);
    expect(exported.outcome).toMatchObject({ kind: 'completed', warnings: [] });
  });
});
