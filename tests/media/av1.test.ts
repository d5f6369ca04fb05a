import { basename } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeFootage } from './footage/make-footage.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import { faultsOf } from './oracle/compositor.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { readPlanes } from './oracle/planes.ts';

const size = { width: 320, height: 180 };
const rate = { num: 30, den: 1 };

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

it('AV1 is encoded where it is asked for, every frame in its place', async () => {
  const film = await makeFootage({ camera: 1, seconds: 3, rate, size, gop: 15, crf: 12, audio: false });
  const config: ConfigV2Input = {
    ...{ version: 2, id: 'av1' },
    sources: [{ id: 's1', filePath: basename(film.path) }],
    angles: [{ id: 'wide', files: ['s1'] }],
    shots: [
      { show: 'wide', from: 1, to: 2 },
      { show: 'wide', from: 0.2, to: 1.2, transition: { kind: 'dissolve', seconds: 0.2 } },
    ],
    outputs: [{ id: 'small', format: 'mp4', codec: 'av1', ...size, fps: 30, crf: 8 }],
  };
  const { outcome, path } = await studio.exportConfig(config, [film.path]);
  expect(outcome).toMatchObject({ kind: 'completed', output: { videoCodec: 'av1', frames: 60 } });
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v',
    '-show_entries',
    'stream=codec_name',
    '-of',
    'csv=p=0',
  ];
  expect((await runMediaTool('ffprobe', [...args, path])).stdout.toString().trim()).toBe('av1');
  const films = new Map([['s1', { pictures: await readPlanes(film.path, size), rate }]]);
  const work = { config, films, rate, ...size, greys: new Map() };
  expect(faultsOf(work, await readPlanes(path, size))).toEqual([]);
});
