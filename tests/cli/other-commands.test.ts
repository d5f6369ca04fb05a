import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { planPreviewSchema } from '../../src/contract/exports/plan-preview.ts';
import { bundleProgram, type BundledProgram } from './fixtures/bundle-program.ts';
import { runProgram } from './fixtures/run-program.ts';

let bundle: BundledProgram;
let folder = '';

beforeAll(async () => {
  bundle = await bundleProgram('tests/cli/fixtures/cutroom.ts');
});
afterAll(async () => {
  await bundle[Symbol.asyncDispose]();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-cli-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  return runProgram(bundle.path, args, { cwd: folder });
}

describe('cutroom', () => {
  test('explains itself and its commands', async () => {
    const { exitCode, stdout } = await run('--help');
    expect(exitCode).toBe(0);
    for (const command of ['serve', 'export', 'plan', 'cut', 'doctor']) expect(stdout).toContain(command);
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [['explode'], "unknown command 'explode'"],
    [['export'], "missing required argument 'config.json'"],
    [['export', 'a.json', '--fast'], "unknown option '--fast'"],
    [['plan', 'a.json', 'b.json'], 'too many arguments'],
  ])('a command line that makes no sense ends with 2: %j', async (args, complaint) => {
    const { exitCode, stderr } = await run(...args);
    expect(stderr).toContain(complaint);
    expect(exitCode).toBe(2);
  });

  test('without a command it shows what there is', async () => {
    const { exitCode, stderr } = await run();
    expect(stderr).toContain('Usage: cutroom');
    expect(exitCode).toBe(2);
  });

  test('plan says what would be copied and encoded, and writes nothing', async () => {
    const path = join(folder, 'cut.json');
    const config = {
      version: 1,
      id: 'export-1',
      projectName: 'Episode 12',
      sources: [{ id: 'a', name: 'Camera 1', filePath: 'camera1.mp4' }],
      segments: [{ sourceIndex: 0, startTime: 0, endTime: 60 }],
      output: { width: 1280, height: 720, fps: 30 },
    };
    await writeFile(path, JSON.stringify(config));
    const text = await run('plan', path);
    expect(text.stdout).toContain('96.7 % copied, 60 of 1,800 frames re-encoded');
    expect(text.stdout).toContain('75 seconds, at most 954 MB on disk');
    expect(text.stdout).toMatch(/frame 60 {2}copy +1,740 frames {2}Camera 1/);
    const json = await run('plan', path, '--json');
    expect(planPreviewSchema.parse(JSON.parse(json.stdout)).frames).toBe(1800);
    await writeFile(path, JSON.stringify({ ...config, projectName: 'fail' }));
    const refused = await run('plan', path);
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('Clip 1 lies outside')]);
    expect(await readdir(folder)).toEqual(['cut.json']);
  });

  test('cut lists a first cut and writes a config that can be exported, in step and with what it was told', async () => {
    const args = [
      'a.mp4',
      'b.mp4',
      '--mic',
      'anna=anna.wav',
      '--shows',
      'a.mp4=anna',
      '--shows',
      'b.mp4=wide',
    ];
    const { exitCode, stdout } = await run('cut', ...args, '--out', 'cut.json');
    expect(exitCode).toBe(0);
    for (const words of [
      '2 shots',
      'anna speaks for',
      'a shows anna',
      'b shows everybody',
      'Written: cut.json',
    ])
      expect(stdout).toContain(words);
    const config = JSON.parse(await readFile(join(folder, 'cut.json'), 'utf8'));
    expect(parseConfig(config).isOk).toBe(true);
    expect(config.segments).toMatchObject([
      { sourceIndex: 0, startTime: 0, endTime: 10 },
      { sourceIndex: 1, startTime: 11.5, endTime: 21.5 },
    ]);
    await writeFile(
      join(folder, 'request.json'),
      JSON.stringify({ angles: [{ id: 'x', filePath: 'x.mp4' }] }),
    );
    const json = JSON.parse((await run('cut', 'request.json', '--preset', 'calm', '--json')).stdout);
    expect(json.shots).toMatchObject([{ angleId: 'x' }]);
  });

  test.each([
    [['a.mp4', '--preset', 'wild'], 'There is no preset called wild'],
    [['a.mp4', '--mic', 'anna'], '"anna" does not say which belongs to which'],
    [['a.mp4', 'lost.mp4'], 'Nothing in the sound of lost.mp4 fits'],
    [['empty.json'], 'must name a project (projectId) or angles'],
    [['project.json'], 'names no angles'],
  ])('cut refuses what makes no sense: %j', async (args, complaint) => {
    await writeFile(join(folder, 'empty.json'), '{}');
    await writeFile(join(folder, 'project.json'), '{"projectId":"p"}');
    const { exitCode, stderr } = await run('cut', ...args);
    expect(stderr).toContain(complaint);
    expect(exitCode).toBe(2);
  });

  test('doctor says what works, what is missing, and how to get it', async () => {
    const { exitCode, stdout } = await run('doctor');
    expect(stdout).toMatch(/✓ node +2\d\./);
    expect(stdout).toMatch(/✓ ffprobe +\d/);
    expect(stdout).toMatch(
      /! H.265 encoder +this ffmpeg has none that works\n +→ sudo apt-get install ffmpeg/,
    );
    expect(stdout).toMatch(/disk .* free for /);
    expect(stdout).toContain('with the limits marked "!"');
    expect(exitCode).toBe(0);
  });

  test('doctor FILE says what the file is and what becomes of it', async () => {
    const { exitCode, stdout } = await run('doctor', 'phone.mp4');
    expect(stdout).toContain('MP4, 1.2 MB, 1:02.5');
    expect(stdout).toContain('1920 × 1080, 29.97 fps (variable), with sound');
    expect(stdout).toContain('track 1  audio  used  aac: stereo, 48 kHz');
    expect(stdout).toContain('Variable frame rate, 21–31 fps');
    expect(exitCode).toBe(0);
  });
});

describe('convert', () => {
  const config = {
    ...{ version: 1, id: 'e', projectName: 'Talk' },
    sources: [
      { id: 'a', name: 'Camera 1', filePath: 'cam1.mp4' },
      { id: 'b', name: 'Camera 2', filePath: 'cam2.mp4' },
    ],
    segments: [
      { sourceIndex: 0, startTime: 0, endTime: 2.002 },
      { sourceIndex: 1, startTime: 2.002, endTime: 4.004 },
    ],
    output: { width: 1280, height: 720, fps: 29.97 },
  };

  test.each(['fcpxml', 'xml', 'otio', 'edl'])('goes to %s and back to the same config', async (format) => {
    await writeFile(join(folder, 'in.json'), JSON.stringify(config));
    const there = await run('convert', 'in.json', `out.${format}`);
    expect([there.exitCode, there.stdout]).toEqual([0, expect.stringContaining('2 shots')]);
    expect((await run('convert', `out.${format}`, 'back.json')).exitCode).toBe(0);
    const back = JSON.parse(await readFile(join(folder, 'back.json'), 'utf8'));
    expect(parseConfig(back).isOk).toBe(true);
    expect(back.sources).toMatchObject([{ filePath: 'cam1.mp4' }, { filePath: 'cam2.mp4' }]);
    for (const [index, { startTime, endTime }] of config.segments.entries()) {
      expect(back.segments[index].startTime).toBeCloseTo(startTime, 5);
      expect(back.segments[index].endTime).toBeCloseTo(endTime, 5);
    }
  });

  test('says what it cannot write or read', async () => {
    await writeFile(join(folder, 'in.json'), JSON.stringify(config));
    expect((await run('convert', 'in.json', 'out.aaf')).stderr).toContain(
      'does not end in the name of a format',
    );
    await writeFile(join(folder, 'no.xml'), '<svg/>');
    const refused = await run('convert', 'no.xml', 'out.edl');
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('XML of another kind')]);
    expect((await run('convert', 'missing.edl', 'out.xml')).exitCode).toBe(2);
  });
});
