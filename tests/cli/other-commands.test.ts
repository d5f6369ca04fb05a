import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planPreviewSchema } from '../../src/contract/plan-preview.ts';
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
    for (const command of ['serve', 'export', 'plan', 'doctor']) expect(stdout).toContain(command);
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
