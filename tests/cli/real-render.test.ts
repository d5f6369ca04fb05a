import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import type { ConfigV1Input } from '../../src/contract/config/config-v1.ts';
import { planPreviewSchema } from '../../src/contract/exports/plan-preview.ts';
import { reportSchema } from '../../src/contract/exports/status.ts';
import { openTestChildren } from '../children/test-children.ts';
import { createSampleMaker } from '../../src/media/sample/make-sample.ts';
import { bundleProgram, type BundledProgram } from './fixtures/bundle-program.ts';
import { runProgram, startProgram } from './fixtures/run-program.ts';

/** The program as it is installed, with real footage and the real ffmpeg. */
let bundle: BundledProgram;
let folder = '';
let sample: ConfigV1Input;

beforeAll(async () => {
  bundle = await bundleProgram('src/cli/main.ts');
  folder = await mkdtemp(join(tmpdir(), 'cutroom-cli-real-'));
  const { signal } = new AbortController();
  const children = openTestChildren();
  sample = await createSampleMaker({ children, sourcesFolder: join(folder, 'cameras'), signal })();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await bundle[Symbol.asyncDispose]();
});

async function run(args: readonly string[], env: Record<string, string> = {}) {
  return runProgram(bundle.path, args, { cwd: folder, env });
}

async function writeConfig(changes: Partial<ConfigV1Input> = {}): Promise<string> {
  const path = join(folder, 'cut.json');
  await writeFile(path, JSON.stringify({ ...sample, ...changes }));
  return path;
}

const withSources = ['--sources', 'cameras'] as const;

describe('cutroom with real footage', () => {
  test('plans, exports what it planned, and says what the result is', async () => {
    const path = await writeConfig();
    const plan = await run(['plan', path, ...withSources, '--json']);
    expect(planPreviewSchema.parse(JSON.parse(plan.stdout)).frames).toBe(1200);
    const result = await run(['export', path, ...withSources, '--out', 'episode.mp4', '--json']);
    expect(result.exitCode).toBe(0);
    expect(reportSchema.parse(JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '')).isOk).toBe(true);
    const doctor = await run(['doctor', 'episode.mp4']);
    expect([doctor.exitCode, doctor.stdout]).toEqual([
      0,
      expect.stringContaining('640 × 360, 30 fps, with sound'),
    ]);
    expect((await readdir(folder)).sort()).toEqual(['cameras', 'cut.json', 'episode.mp4']);
    await rm(join(folder, 'episode.mp4'));
  });

  test('makes every file of an episode, or only those that are named', async () => {
    const [first] = sample.sources;
    const path = join(folder, 'episode.json');
    const episode: ConfigV2Input = {
      ...{ version: 2, id: 'episode' },
      sources: [{ id: 'cam', filePath: first?.filePath ?? '' }],
      angles: [{ id: 'wide', files: ['cam'] }],
      shots: [{ show: 'wide', from: 0, to: 2 }],
      outputs: [
        { id: 'master', format: 'mp4', codec: 'copy', width: 640, height: 360, fps: 30 },
        { id: 'audio', format: 'flac' },
        { id: 'poster', format: 'jpeg', at: 1, width: 320 },
      ],
    };
    await writeFile(path, JSON.stringify(episode));
    const all = await run(['export', path, ...withSources, '--out', 'talk.mp4']);
    expect(all).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('and poster: 1 frame, 320 × 180'),
    });
    const made = ['talk-audio.flac', 'talk-poster.jpg', 'talk.mp4'];
    expect(await readdir(folder)).toEqual(expect.arrayContaining(made));
    for (const name of made) await rm(join(folder, name));
    const one = await run(['export', path, ...withSources, '--only', 'audio', '--out', 'sound.flac']);
    expect(one).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('sound.flac: 0:02.0, flac') });
    const none = await run(['export', path, ...withSources, '--only', 'nothing']);
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('master, audio, poster') });
    const plan = await run(['plan', path, ...withSources]);
    expect(plan.stdout).toContain('There is only sound');
    for (const name of ['sound.flac', 'episode.json']) await rm(join(folder, name));
  });

  test('Ctrl-C in mid-render leaves neither children nor files', async () => {
    const output = { ...sample.output, codec: 'h264' as const, width: 1920, height: 1080 };
    const path = await writeConfig({ output });
    const running = startProgram(bundle.path, ['export', path, ...withSources], { cwd: folder });
    await running.saying('Rendering');
    running.child.kill('SIGINT');
    const { exitCode, stderr } = await running.ending;
    expect([exitCode, stderr]).toEqual([130, expect.stringContaining('cancelled')]);
    expect((await readdir(folder)).sort()).toEqual(['cameras', 'cut.json']);
  });

  test.each([
    ['a source that is not there', { filePath: 'none.mp4' }, 3, 'SOURCE_NOT_FOUND'],
    ['a source outside the folder', { filePath: '../cut.json' }, 2, 'PATH_FORBIDDEN'],
    ['a source that is no video', { filePath: 'notes.mp4' }, 3, 'SOURCE_NOT_MEDIA'],
  ])('%s ends with its code', async (_what, source, exit, code) => {
    await writeFile(join(folder, 'cameras', 'notes.mp4'), 'not a video at all');
    const [first, ...others] = sample.sources;
    const path = await writeConfig({ sources: [{ id: 'a', name: 'A', ...first, ...source }, ...others] });
    const { exitCode, stdout } = await run(['export', path, ...withSources, '--json']);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ error: { code } });
    expect(exitCode).toBe(exit);
    expect((await readdir(folder)).sort()).toEqual(['cameras', 'cut.json']);
  });

  test('without ffmpeg, export and doctor say how to get it', async () => {
    const none = { FFMPEG_PATH: '/nowhere/ffmpeg', FFPROBE_PATH: '/nowhere/ffprobe' };
    const exported = await run(['export', await writeConfig(), ...withSources], none);
    expect([exported.exitCode, exported.stderr]).toEqual([
      4,
      expect.stringContaining('apt-get install ffmpeg'),
    ]);
    const doctor = await run(['doctor'], none);
    expect([doctor.exitCode, doctor.stdout]).toEqual([
      4,
      expect.stringContaining('Cutroom cannot export here'),
    ]);
  });

  test('a variable that is not valid is one clear line and exit 1', async () => {
    const { exitCode, stderr } = await run(['doctor'], { STALL_SECONDS: 'soon' });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('STALL_SECONDS must be a whole number')]);
  });
});
