import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runMediaTool } from './footage/run-media-tool.ts';
import { openStudio, type TestStudio } from './oracle/export-with-engine.ts';
import { mix, plain, psnr, readPlanes } from './oracle/planes.ts';

let studio: TestStudio;
let folder = '';
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-transparency-'));
});
afterAll(async () => {
  await studio[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const size = { width: 128, height: 96 };
const scene = (source: string, seconds: number, name: string): string =>
  `${source}=s=${size.width}x${size.height}:r=30,trim=0:${seconds},setpts=PTS-STARTPTS[${name}]`;

it.each([
  ['libvpx', 'vp8'],
  ['libvpx-vp9', 'vp9'],
])('pictures of %s are entered where their transparency can be decoded, too', async (encoder, name) => {
  // The new scene gets a keyframe, and its transparency, which stays as it was, gets none.
  const half = '[a][b]concat,format=yuva420p,colorchannelmixer=aa=0.5';
  const graph = [scene('testsrc2', 2, 'a'), scene('mandelbrot', 2, 'b'), half].join(';');
  const path = join(folder, `${name}.webm`);
  const encoding = ['-c:v', encoder, '-auto-alt-ref', '0', '-g', '300', '-crf', '10', '-b:v', '2M'];
  await runMediaTool('ffmpeg', ['-y', '-v', 'error', '-f', 'lavfi', '-i', graph, ...encoding, path]);
  const { outcome, path: made } = await studio.exportConfig(
    {
      version: 2,
      id: name,
      sources: [{ id: 's', filePath: `${name}.webm` }],
      shots: [
        { source: 's', from: 2.5, to: 3.5 },
        { source: 's', from: 0.5, to: 1 },
      ],
      outputs: [{ id: 'master', format: 'mp4', codec: 'h264', ...size, fps: 30 }],
    },
    [path],
  );
  expect(outcome).toMatchObject({ kind: 'completed' });
  const [stored, shown] = [await readPlanes(path, size), await readPlanes(made, size)];
  expect(shown).toHaveLength(45);
  const black = plain(size.width, size.height, [16, 128, 128]);
  const wrong = shown.filter((picture, i) => {
    const source = stored[i < 30 ? 75 + i : i - 15];
    return source === undefined || psnr(picture, mix(black, source, 0.5)) < 30;
  });
  expect(wrong).toHaveLength(0);
});
