import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { openRenderEngine, type RenderEngine } from '../../src/render/open-engine.ts';
import { openTestChildren } from '../children/test-children.ts';
import { makeFootage } from './footage/make-footage.ts';
import { locateSound } from './oracle/correlate.ts';
import { hear, openSoundStudio, storeNoise, type SoundStudio } from './oracle/sound-studio.ts';

let studio: SoundStudio;
let engine: RenderEngine;
let library: string;

beforeAll(async () => {
  studio = await openSoundStudio();
  library = join(studio.folder, 'sources');
  await mkdir(library);
  engine = await openRenderEngine({
    children: openTestChildren({ folder: studio.folder }),
    roots: { library, extra: [] },
    chunksFolder: join(studio.folder, 'engine-chunks'),
    chunkBudgetBytes: 1e12,
    ...{ cores: 2, reserveBytes: 0, exportConcurrency: 1 },
    onBug: (error) => {
      throw error;
    },
  });
});
afterAll(async () => {
  await engine.close();
  await studio[Symbol.asyncDispose]();
});

it('lets a recorder without a picture be heard under every camera, at its loudness', async () => {
  const rate = { num: 10, den: 1 };
  const size = { width: 160, height: 90 };
  const film = await makeFootage({
    camera: 0,
    frames: 60,
    rate,
    size,
    gop: 20,
    audio: false,
    preset: 'ultrafast',
  });
  await copyFile(film.path, join(library, 'camera.mp4'));
  await storeNoise(library, { voice: 21, right: 22, seconds: 8, level: 0.2, name: 'recorder.wav' });
  const parsed = parseConfig({
    ...{ version: 2, id: 'mixed', projectName: 'Mixed' },
    sources: [
      { id: 'a', filePath: 'camera.mp4' },
      { id: 'mic', filePath: 'recorder.wav' },
    ],
    angles: [{ id: 'wide', files: ['a'], offset: 0 }],
    shots: [
      { show: 'wide', from: 0, to: 2 },
      { show: 'wide', from: 3, to: 5 },
    ],
    sound: { tracks: [{ source: 'mic', offset: 0.75, channel: 'left' }], loudness: -16, truePeak: -2 },
    outputs: [{ id: 'master', format: 'mp4', codec: 'copy', ...size, fps: 10 }],
  });
  if (!parsed.isOk) throw new Error(JSON.stringify(parsed.problem));
  const folder = join(studio.folder, 'mixed');
  await mkdir(folder);
  const outcome = await engine.render(
    { jobId: 'mixed', config: parsed.config, folder, attempt: 1, attemptToken: 'mixed', order: 0 },
    { signal: new AbortController().signal, onUpdate: () => undefined },
  );
  if (outcome.kind !== 'completed') throw new Error(JSON.stringify(outcome));
  expect(outcome.report.checks.find(({ name }) => name === 'loudness')).toMatchObject({ isOk: true });
  const sound = await hear(join(folder, 'output.mp4'));
  // Sound follows the take through the cut.
  for (const [at, voiceSeconds] of [
    [0.5, 1.25],
    [2.5, 4.25],
  ] as const) {
    const match = locateSound(sound, { voice: 21, voiceSeconds, from: at * 48_000, length: 24_000 }, 0);
    expect(match.likeness).toBeGreaterThan(0.95);
    expect(Math.abs(match.offsetSamples)).toBeLessThan(1);
  }
});
