import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeLogo } from './footage/make-logo.ts';
import { makeFootage } from './footage/make-footage.ts';
import type { Footage } from './footage/spec.ts';
import { faultsOf, frameOf, leastDecibels, type Film, type ToCompose } from './oracle/compositor.ts';
import { openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';
import { part, psnr, readPlanes, type Planes } from './oracle/planes.ts';

const size = { width: 320, height: 180 };
const rate = { num: 30, den: 1 };

let studio: TestStudio;
let folder = '';
let films: Footage[] = [];
const decoded = new Map<string, Film>();
let logo = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-composed-'));
  studio = await openStudio();
  films = await Promise.all(
    [1, 2, 3].map((camera) =>
      makeFootage({ camera, seconds: camera === 3 ? 2 : 5, rate, size, gop: 15, audio: false, crf: 12 }),
    ),
  );
  for (const [i, film] of films.entries()) {
    decoded.set(`s${i + 1}`, { pictures: await readPlanes(film.path, size), rate });
  }
  logo = join(folder, 'logo.png');
  await makeLogo(logo, { width: 64, height: 40, grey: 0xa0, alpha: 0.75 });
});

afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function configOf(id: string, change: Partial<ConfigV2Input>): ConfigV2Input {
  return {
    version: 2,
    id,
    sources: [
      ...films.map(({ path }, i) => ({ id: `s${i + 1}`, filePath: basename(path) })),
      { id: 'logo', filePath: basename(logo) },
    ],
    angles: [
      { id: 'wide', files: ['s1'] },
      { id: 'close', files: ['s2'], offset: 0.5 },
    ],
    outputs: [
      { id: 'master', format: 'mp4', codec: 'copy', width: size.width, height: size.height, fps: 30 },
    ],
    ...change,
  };
}

async function exportOf(config: ConfigV2Input): Promise<Exported> {
  return studio.exportConfig(config, [...films.map(({ path }) => path), logo]);
}

async function framesOf({ outcome, path }: Exported): Promise<Planes[]> {
  if (outcome.kind !== 'completed') throw new Error(JSON.stringify(outcome));
  return readPlanes(path, size);
}

/** What the reference compositor works with. */
function truth(): Omit<ToCompose, 'config'> {
  // 0xA0 of full range as luma of video range.
  const greys = new Map([['logo', { luma: 16 + (219 * 0xa0) / 255, alpha: 0.75, height: 24 }]]);
  return { films: decoded, rate, ...size, greys };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Frames that are not what the reference compositor makes of the decoded sources. */
async function faultsIn(config: ConfigV2Input, exported: Exported): Promise<string[]> {
  return faultsOf({ ...truth(), config }, await framesOf(exported));
}

const both = {
  id: 'both',
  tiles: [
    {
      angle: 'wide',
      x: 0,
      y: 0,
      width: 0.5,
      height: 1,
      fit: 'cover' as const,
      focus: [0.3, 0.5] as [number, number],
    },
    { angle: 'close', x: 0.5, y: 0, width: 0.5, height: 1, fit: 'cover' as const },
  ],
};

describe('every frame of a composed export is what the reference compositor makes', () => {
  it('with two cameras side by side between plain shots, which are copied', async () => {
    const config = configOf('tiles', {
      layouts: [both],
      shots: [
        { show: 'wide', from: 0, to: 1.5 },
        { show: 'both', from: 1.5, to: 2.5 },
        { show: 'close', from: 2.5, to: 4 },
      ],
    });
    const exported = await exportOf(config);
    expect(await faultsIn(config, exported)).toEqual([]);
    const { plan } = exported.updates.findLast((update) => update.plan) ?? {};
    expect(plan?.copiedFrames).toBeGreaterThan(30);
    expect(plan?.reasons).toContain('1 s are encoded for several pictures at once.');
  });

  it('with dissolves and fades, at shots whose ends are not on frames', async () => {
    const config = configOf('passing', {
      shots: [
        { show: 'wide', from: 0.2, to: 1.21 },
        { show: 'close', from: 1.21, to: 2.3, transition: { kind: 'dissolve', seconds: 0.5 } },
        { show: 'wide', from: 0, to: 1.003, transition: { kind: 'fade-black', seconds: 0.4 } },
        { show: 'close', from: 2, to: 3, transition: { kind: 'fade-white', seconds: 0.6 } },
      ],
    });
    expect(await faultsIn(config, await exportOf(config))).toEqual([]);
  });

  it('with passings that begin a moment after the first frame that they change', async () => {
    const config = configOf('moments', {
      shots: [
        { show: 'wide', from: 0, to: 1.2015 },
        { show: 'close', from: 1, to: 2.3, transition: { kind: 'fade-black', seconds: 0.2 } },
        { show: 'wide', from: 1.5, to: 2.5, transition: { kind: 'dissolve', seconds: 0.2 } },
      ],
    });
    expect(await faultsIn(config, await exportOf(config))).toEqual([]);
  });

  it('with a logo that comes and goes', async () => {
    const config = configOf('logo', {
      shots: [{ show: 'wide', from: 0, to: 3 }],
      overlays: [{ source: 'logo', from: 0.5, to: 2.1, opacity: 0.8, fade: 0.3, width: 0.12 }],
    });
    expect(await faultsIn(config, await exportOf(config))).toEqual([]);
  });

  it('with captions on exactly the frames that they are for, and nothing outside of their lines', async () => {
    const captions = join(folder, 'talk.srt');
    await writeFile(
      captions,
      '1\n00:00:00,500 --> 00:00:01,010\nПривет — مرحبا\n\n2\n00:00:01,500 --> 00:00:02,000\nTwo {\\an8}lines\nof text\n',
    );
    const config = configOf('words', { shots: [{ show: 'wide', from: 0, to: 2.5 }] });
    const exported = await studio.exportConfig(
      {
        ...config,
        sources: [...config.sources, { id: 'words', filePath: basename(captions) }],
        captions: { source: 'words', burn: true, track: false, sidecar: false },
      },
      [...films.map(({ path }) => path), logo, captions],
    );
    const written = await framesOf(exported);
    const upper = { ...size, y: 0, x: 0, height: 120 };
    const lower = { ...size, y: 120, x: 0, height: 60 };
    const seen = written.map((frame, k) => {
      const wanted = frameOf({ ...truth(), config }, k);
      expect(psnr(part(frame, upper), part(wanted, upper))).toBeGreaterThan(leastDecibels);
      return psnr(part(frame, lower), part(wanted, lower)) < 36;
    });
    const shown = seen.flatMap((is, k) => (is ? [k] : []));
    // At 30 frames a second: 0.5 s is frame 15, 1.01 s lies before frame 31, 1.5 s is frame 45, 2 s is frame 60.
    expect(shown).toEqual([...range(15, 31), ...range(45, 60)]);
  });

  it('with drift, a picture that lags, and a recording in two files', async () => {
    const config = configOf('drift', {
      angles: [
        { id: 'wide', files: ['s3', 's1'], offset: 0.1 },
        { id: 'close', files: ['s2'], offset: 0.5, driftPpm: -1900, pictureDelay: 0.2 },
      ],
      layouts: [both],
      shots: [
        { show: 'wide', from: 1, to: 3 },
        { show: 'close', from: 0, to: 3.5 },
        { show: 'both', from: 1.5, to: 2.5 },
      ],
    });
    expect(await faultsIn(config, await exportOf(config))).toEqual([]);
  });
});
