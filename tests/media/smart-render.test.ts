import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage, type Footage, type FootageSpec } from './footage/make-footage.ts';
import { exactRate } from './oracle/exact.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import type { Cut } from './oracle/time-model.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const x264 = (...options: string[]) => [
  '-c:v',
  'libx264',
  '-preset',
  'veryfast',
  '-crf',
  '22',
  '-pix_fmt',
  'yuv420p',
  ...options,
];
const x265 = (params: string, pixelFormat = 'yuv420p') => [
  ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', pixelFormat, '-tag:v', 'hvc1'],
  ...['-x265-params', `log-level=error:${params}`],
];

const base: FootageSpec = { camera: 0, frames: 240, fps: 30 };

/** What cameras write, and whether copying any of it is expected. */
const kinds: Record<string, { specs: readonly FootageSpec[]; copies: boolean; codec?: string }> = {
  'GOP 1': { specs: [{ ...base, video: x264('-g', '1') }], copies: true },
  'B-pyramid with GOP 48': {
    specs: [{ ...base, video: x264('-g', '48', '-bf', '5', '-x264-params', 'b-pyramid=normal') }],
    copies: true,
  },
  'open GOP without an IDR': {
    specs: [{ ...base, video: x264('-g', '30', '-bf', '3', '-x264-params', 'open-gop=1') }],
    copies: false,
  },
  'an edit list that hides the start': {
    specs: [{ ...base, video: x264('-g', '30'), remux: { before: ['-ss', '1.3'] } }],
    copies: true,
  },
  'a start at 7 s in Matroska': {
    specs: [{ ...base, video: x264('-g', '30'), remux: { before: ['-itsoffset', '7'], extension: 'mkv' } }],
    copies: true,
  },
  'a transport stream': { specs: [{ ...base, video: x264('-g', '30'), extension: 'ts' }], copies: true },
  QuickTime: { specs: [{ ...base, video: x264('-g', '30'), extension: 'mov' }], copies: true },
  'closed-GOP HEVC': { specs: [{ ...base, video: x265('keyint=30:open-gop=0') }], copies: true },
  'open-GOP HEVC': {
    specs: [{ ...base, video: x265('keyint=30:min-keyint=30:open-gop=1:bframes=4') }],
    copies: true,
  },
  '10-bit HEVC': { specs: [{ ...base, video: x265('keyint=30:open-gop=0', 'yuv420p10le') }], copies: true },
  'VP9 in WebM': {
    specs: [
      {
        ...base,
        video: [
          '-c:v',
          'libvpx-vp9',
          '-pix_fmt',
          'yuv420p',
          '-b:v',
          '1M',
          '-g',
          '30',
          '-deadline',
          'realtime',
          '-cpu-used',
          '8',
        ],
        extension: 'webm',
        sound: { codec: ['-c:a', 'libopus', '-b:a', '160k'] },
      },
    ],
    copies: true,
  },
};

const cuts: readonly Cut[] = [
  { source: 0, from: 0.4, to: 2.2 },
  { source: 0, from: 2.5, to: 3.77 },
  { source: 0, from: 3.9, to: 4.3 },
  { source: 0, from: 1.01, to: 5.9 },
];

describe.each(Object.keys(kinds))('%s', (name) => {
  it('splices exactly', async () => {
    const kind = kinds[name];
    if (!kind) throw new Error(name);
    const sources: Footage[] = await Promise.all(kind.specs.map(makeFootage));
    const list = { rate: exactRate(30), sources, clips: cuts, includeAudio: true };
    const { complaints, exported } = await exportAndJudge(studio, { list, codec: 'copy' });
    expect(complaints).toEqual([]);
    const plan = exported.updates.at(-1)?.plan;
    expect((plan?.copiedFrames ?? 0) > 0, plan?.summary).toBe(kind.copies);
    const warnings = exported.outcome.kind === 'completed' ? exported.outcome.warnings : [];
    expect(warnings).toEqual([]);
  });
});

it('copies VP9 into WebM', async () => {
  const [spec] = kinds['VP9 in WebM']?.specs ?? [];
  if (!spec) throw new Error('no VP9');
  const list = { rate: exactRate(30), sources: [await makeFootage(spec)], clips: cuts, includeAudio: true };
  const { complaints, exported } = await exportAndJudge(studio, { list, codec: 'copy', format: 'webm' });
  expect(complaints).toEqual([]);
  expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(0);
});

it('encodes the clips of a splice that does not show what went in, and ends exact with a warning', async () => {
  const list = {
    rate: exactRate(30),
    sources: [await makeFootage({ ...base, camera: 5, video: x264('-g', '48', '-bf', '2') })],
    clips: cuts,
    includeAudio: true,
  };
  const first = await exportAndJudge(studio, { list, codec: 'copy', id: 'before-damage' });
  expect(first.complaints).toEqual([]);
  await spoilThumbnails(join(studio.folder, 'chunks'));
  const second = await exportAndJudge(studio, { list, codec: 'copy', id: 'after-damage' });
  expect(second.complaints).toEqual([]);
  const warnings = second.exported.outcome.kind === 'completed' ? second.exported.outcome.warnings : [];
  expect(warnings.map(({ code }) => code)).toContain('SPLICE_REJECTED');
});

/** Inverts every stored thumbnail: what the check compares with is then not what was shown. */
async function spoilThumbnails(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (bytes.length % 576 === 0 && bytes.length < 200_000)
      await writeFile(
        path,
        bytes.map((value) => 255 - value),
      );
  }
}
