import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import type { FootageSpec } from './footage/spec.ts';
import { judgedClip as clip, type JudgedEdit } from './oracle/edit.ts';
import { exportAndJudge, openStudio, type TestStudio } from './oracle/export-with-engine.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio[Symbol.asyncDispose]());

const rate = { num: 25, den: 1 };
const size = { width: 192, height: 108 };
const screen = 'G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)';
const hdr10 = (light: string): FootageSpec => ({
  ...{ camera: 62, frames: 150, rate, size, codec: 'hevc', pixelFormat: 'yuv420p10le', audio: false },
  colour: { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020nc', range: 'tv' },
  extraArgs: [
    '-x265-params',
    `log-level=error:keyint=50:min-keyint=50:scenecut=0:open-gop=0:hdr10=1:repeat-headers=1:master-display=${screen}:max-cll=${light}`,
  ],
});

async function editOf(...specs: FootageSpec[]): Promise<JudgedEdit> {
  const sources = await Promise.all(specs.map((spec) => makeFootage(spec)));
  const clips = sources.flatMap((_, i) => [clip(i, 0.7, 4.9, false)]);
  return { rate, ...size, includeAudio: false, sources, clips };
}

/** What each decoded frame says of brightness, as an independent decoder finds it. */
async function brightnessOf(path: string): Promise<string[]> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_frames', '-of', 'json'],
    ...['-show_entries', 'frame=pts:frame_side_data', path],
  ]);
  const { frames } = JSON.parse(stdout.toString('utf8')) as {
    frames: { side_data_list?: { side_data_type: string }[] }[];
  };
  return frames.map(({ side_data_list: list = [] }) =>
    JSON.stringify(list.filter(({ side_data_type: type }) => /^(Mastering|Content light)/.test(type))),
  );
}

describe('what a film of high dynamic range says of its brightness', () => {
  it('stands on every frame of a copy, encoded or not, as its source says it', async () => {
    const edit = await editOf(hdr10('1000,400'));
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(exported.updates.at(-1)?.plan?.copiedFrames).toBeGreaterThan(40);
    const [source] = await brightnessOf(edit.sources[0]?.path ?? '');
    expect(source).toContain('34000/50000');
    const found = await brightnessOf(exported.path);
    expect(found.length).toBe(105);
    expect([...new Set(found)]).toEqual([source]);
  });

  it('is the same on all of it, where cameras say different things', async () => {
    const edit = await editOf(hdr10('1000,400'), { ...hdr10('800,300'), camera: 63 });
    const { complaints, exported } = await exportAndJudge(studio, { edit, codec: 'copy' });
    expect(complaints).toEqual([]);
    expect(new Set(await brightnessOf(exported.path)).size).toBe(1);
    expect(exported.updates.at(-1)?.plan?.reasons.join()).toContain('HDR metadata');
  });

  it('is gone where the brightness is brought down', async () => {
    const edit = await editOf(hdr10('1000,400'));
    const { outcome, path } = await studio.export({ edit, codec: 'h265' });
    expect(outcome).toMatchObject({ kind: 'completed' });
    expect([...new Set(await brightnessOf(path))]).toEqual(['[]']);
  });
});
