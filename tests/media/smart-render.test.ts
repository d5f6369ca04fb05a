import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { THUMBNAIL } from '../../src/ffmpeg/pictures/encode-span-args.ts';
import { makeFootage } from './footage/make-footage.ts';
import { chunksIn, contentOf, patchChunk } from './footage/patch-chunk.ts';
import type { Footage, FootageSpec } from './footage/spec.ts';
import { judgedClip as clip, type JudgedClip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const base: FootageSpec = { camera: 0, frames: 240, rate: { num: 30, den: 1 }, gop: 30, preset: 'veryfast' };

/** What cameras write, and whether copying any of it is expected. */
const kinds: Record<string, { spec: Partial<FootageSpec>; copies: boolean }> = {
  'GOP 1': { spec: { gop: 1, bFrames: 0 }, copies: true },
  'B-pyramid with GOP 48': { spec: { gop: 48, bFrames: 5 }, copies: true },
  'open GOPs with one IDR': { spec: { bFrames: 3, openGop: true }, copies: true },
  'an edit list that hides the start': { spec: { editListSeconds: 1.3 }, copies: true },
  'a start at 7 s in Matroska': { spec: { startSeconds: 7, container: 'mkv' }, copies: true },
  'a transport stream': { spec: { container: 'ts' }, copies: true },
  QuickTime: { spec: { container: 'mov' }, copies: true },
  'closed-GOP HEVC': { spec: { codec: 'hevc', preset: 'ultrafast' }, copies: true },
  'open-GOP HEVC': {
    spec: { codec: 'hevc', preset: 'ultrafast', openGop: true, bFrames: 4 },
    copies: true,
  },
  '10-bit HEVC': {
    spec: { codec: 'hevc', preset: 'ultrafast', pixelFormat: 'yuv420p10le' },
    copies: true,
  },
  'VP9 in WebM': { spec: { codec: 'vp9', container: 'webm' }, copies: true },
};

const specOf = (name: string): FootageSpec => ({ ...base, ...kinds[name]?.spec });

const cuts: readonly JudgedClip[] = [
  { source: 0, inSeconds: 0.4, outSeconds: 2.2, withSound: true },
  { source: 0, inSeconds: 2.5, outSeconds: 3.77, withSound: true },
  { source: 0, inSeconds: 3.9, outSeconds: 4.3, withSound: true },
  { source: 0, inSeconds: 1.01, outSeconds: 5.9, withSound: true },
];

const editOf = (source: Footage): JudgedEdit => ({
  ...{ rate: { num: 30, den: 1 }, width: 320, height: 180, includeAudio: true },
  ...{ sources: [source], clips: cuts },
});

describe.each(Object.keys(kinds))('%s', (name) => {
  it('splices exactly', async () => {
    const edit = editOf(await makeFootage(specOf(name)));
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    const plan = exported.updates.at(-1)?.plan;
    expect((plan?.copiedFrames ?? 0) > 0, plan?.summary).toBe(kinds[name]?.copies);
    const warnings = exported.outcome.kind === 'completed' ? exported.outcome.warnings : [];
    expect(warnings).toEqual([]);
  });
});

it('[R12] encodes the spans between copies together, and what is shown twice once', async () => {
  const clips = [...cuts, ...cuts];
  const edit: JudgedEdit = { ...editOf(await makeFootage({ ...base, bFrames: 3 })), clips };
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy', id: 'together' });
  expect(complaints).toEqual([]);
  const children = exported.log.filter(({ event, task }) => event === 'child' && task.startsWith('span '));
  expect(children.map(({ outcome }) => outcome)).toEqual(children.map(() => 'exit 0'));
  expect(children.length).toBeLessThan(cuts.length);
  expect(exported.log.filter(({ event }) => event === 'note')).toEqual([]);
  const rendered = children.flatMap(({ task }) => task.split(', '));
  expect(rendered.length).toBeGreaterThan(children.length);
  expect(rendered.length).toBeLessThanOrEqual((exported.updates.at(-1)?.plan?.spans ?? 0) / 2);
});

it('copies VP9 into WebM', async () => {
  const edit = editOf(await makeFootage(specOf('VP9 in WebM')));
  const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy', format: 'webm' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(0);
});

describe('sound that is one unbroken stretch of one track', () => {
  const unbroken: Record<string, readonly JudgedClip[]> = {
    'one clip off every grid': [{ source: 0, inSeconds: 1.0137, outSeconds: 5.55, withSound: true }],
    'from the very start': [{ source: 0, inSeconds: 0, outSeconds: 3, withSound: true }],
    'clips that run on': [
      { source: 0, inSeconds: 0.5, outSeconds: 2.2, withSound: true },
      { source: 0, inSeconds: 2.2, outSeconds: 4.05, withSound: true },
    ],
  };
  const tracks: Record<string, Partial<FootageSpec>> = {
    '48 kHz': {},
    '44.1 kHz, mono': { audio: { rate: 44_100, channels: 1 } },
    'an edit list that hides the start': { editListSeconds: 1.3 },
  };
  it.each(Object.keys(tracks).flatMap((track) => Object.keys(unbroken).map((clips) => ({ track, clips }))))(
    'is copied to the sample: $track, $clips',
    async ({ track, clips }) => {
      const source = await makeFootage({ ...base, ...tracks[track] });
      const edit = { ...editOf(source), clips: unbroken[clips] ?? [] };
      const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
      expect(complaints).toEqual([]);
      expect(exported.updates.at(-1)?.plan?.reasons.join(' ')).toContain('copied');
    },
  );
});

it('[R13] decodes, encodes and checks nothing twice when one cut is moved', async () => {
  const [rate, size] = [
    { num: 10, den: 1 },
    { width: 192, height: 108 },
  ];
  const sources = [await makeFootage({ ...base, camera: 6, rate, size, frames: 1500 })];
  const editWith = (cut: number): JudgedEdit => ({
    ...{ rate, ...size, includeAudio: true, sources },
    clips: [clip(0, 1.3, cut), clip(0, cut + 2, 60), clip(0, 5.2, 70.1), clip(0, 80.05, 149)],
  });
  const first = await exportAndJudge(studio, { edit: editWith(20.1), codec: 'copy', id: 'cut-as-it-was' });
  expect(first.complaints).toEqual([]);
  const again = await exportAndJudge(studio, { edit: editWith(20.1), codec: 'copy', id: 'cut-again' });
  expect(again.complaints).toEqual([]);
  expect(childrenOf(again.exported)).toEqual([]);
  const moved = await exportAndJudge(studio, { edit: editWith(21.4), codec: 'copy', id: 'cut-moved' });
  expect(moved.complaints).toEqual([]);
  const kinds = childrenOf(moved.exported).map((task) => task.replace(/ \d.*/, ''));
  // The length changed by nothing, so the last of three minutes of sound is the same.
  expect(kinds.filter((kind) => kind === 'sound from packet').length).toBeLessThan(3);
  expect(kinds.filter((kind) => kind === 'check of joins-1').length).toBe(1);
  expect(moved.exported.log.filter(({ event }) => event === 'reused').length).toBeGreaterThan(3);
});

function childrenOf({ log }: Exported): string[] {
  return log.filter(({ event }) => event === 'child').map(({ task }) => task);
}

it('[R31] encodes the clips of a splice that does not show what went in, and ends exact with a warning', async () => {
  const edit = editOf(await makeFootage({ ...base, camera: 5, gop: 48 }));
  const first = await exportAndJudge(studio, { edit, codec: 'copy', id: 'before-damage' });
  expect(first.complaints).toEqual([]);
  for (const path of await chunksIn(join(studio.folder, 'chunks'))) await invertThumbnails(path);
  const second = await exportAndJudge(studio, { edit, codec: 'copy', id: 'after-damage' });
  expect(second.complaints).toEqual([]);
  const warnings = second.exported.outcome.kind === 'completed' ? second.exported.outcome.warnings : [];
  expect(warnings.map(({ code }) => code)).toContain('SPLICE_REJECTED');
});

/** Inverts stored thumbnails: what the check compares with is then not what was shown. */
async function invertThumbnails(path: string): Promise<void> {
  const content = await contentOf(path);
  const isThumbnails = content.length > 0 && content.length % THUMBNAIL.bytes === 0;
  if (!isThumbnails || content.subarray(4, 8).toString() === 'ftyp') return;
  await patchChunk(
    path,
    content.map((value) => 255 - value),
  );
}
