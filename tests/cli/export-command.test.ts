import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exportStatusSchema, reportSchema } from '../../src/contract/exports/status.ts';
import { bundleProgram, type BundledProgram } from './fixtures/bundle-program.ts';
import { runProgram, startProgram } from './fixtures/run-program.ts';

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

function config(projectName: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    version: 1,
    id: 'export-1',
    projectName,
    sources: [{ id: 'a', name: 'Camera 1', filePath: 'camera1.mp4' }],
    segments: [{ sourceIndex: 0, startTime: 0, endTime: 60 }],
    output: { width: 1280, height: 720, fps: 30 },
    ...changes,
  };
}

async function writeConfig(content: unknown): Promise<string> {
  const path = join(folder, 'cut.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function run(...args: string[]) {
  return runProgram(bundle.path, args, { cwd: folder });
}

describe('cutroom export', () => {
  test('writes the file under its own name and leaves nothing else', async () => {
    const path = await writeConfig(config('complete'));
    const { exitCode, stdout, stderr } = await run('export', path);
    expect(stderr).toContain('96.7 % copied, 60 of 1,800 frames re-encoded');
    expect(stderr).toContain('Rendering 25.0 %, 450 of 1,800 frames, 3.4× realtime, about 7 minutes left');
    expect(stderr).toContain('warning: Camera 2 ends 0.3 s before its clip.');
    expect(stdout).toContain('export-1.mp4: 1,800 frames, 1:00.0, 1280 × 720, h264 + aac');
    expect(exitCode).toBe(0);
    expect(await readFile(join(folder, 'export-1.mp4'), 'utf8')).toBe('hello world');
    expect((await readdir(folder)).sort()).toEqual(['cut.json', 'export-1.mp4']);
  });

  test('replaces an earlier file at --out and keeps chunks where --chunks says', async () => {
    const path = await writeConfig(config('complete'));
    await mkdir(join(folder, 'results'));
    await writeFile(join(folder, 'results', 'a.mp4'), 'earlier');
    const { exitCode } = await run('export', path, '--out', 'results/a.mp4', '--chunks', 'kept');
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, 'results'))).toEqual(['a.mp4']);
    expect(await readFile(join(folder, 'results', 'a.mp4'), 'utf8')).toBe('hello world');
    expect(await readdir(join(folder, 'kept'))).toEqual(['chunk']);
  });

  test('--json writes one status a line and the report last', async () => {
    const { exitCode, stdout, stderr } = await run('export', await writeConfig(config('complete')), '--json');
    const lines = stdout.trimEnd().split('\n');
    const report = reportSchema.parse(JSON.parse(lines.at(-1) ?? ''));
    const statuses = lines.slice(0, -1).map((line) => exportStatusSchema.parse(JSON.parse(line)));
    expect(report.isOk).toBe(true);
    expect(statuses.at(-1)).toMatchObject({ status: 'completed', progress: 1, framesDone: 1800 });
    expect(
      statuses.slice(0, -1).every((status) => status.status === 'processing' && status.progress < 1),
    ).toBe(true);
    const sequence = statuses.map(({ seq }) => seq);
    expect(sequence).toEqual([...new Set(sequence)].sort((a, b) => a - b));
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  test('a render that fails says what, what to do, and ends with the code of its family', async () => {
    const path = await writeConfig(config('fail'));
    const { exitCode, stdout, stderr } = await run('export', path);
    expect(stderr).toContain('cutroom: Camera 1 is damaged at 0:12.3.');
    expect(stderr).toContain('→ Copy the file from the camera again.');
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(await readdir(folder)).toEqual(['cut.json']);
    const json = await run('export', path, '--json');
    const last = exportStatusSchema.parse(JSON.parse(json.stdout.trimEnd().split('\n').at(-1) ?? ''));
    expect(last).toMatchObject({ status: 'failed', error: { code: 'SOURCE_DAMAGED' } });
    expect(json.exitCode).toBe(3);
  });

  test('a bug ends with 1, shows where it is, and leaves nothing behind', async () => {
    const { exitCode, stderr } = await run('export', await writeConfig(config('crash')));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('a bug in the renderer');
    expect(await readdir(folder)).toEqual(['cut.json']);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s cancels, ends with 130 and leaves nothing',
    async (signal) => {
      const path = await writeConfig(config('forever'));
      const running = startProgram(bundle.path, ['export', path], { cwd: folder });
      await running.saying('Rendering');
      running.child.kill(signal);
      const { exitCode, stderr } = await running.ending;
      expect(stderr).toContain('cancelled; nothing was left behind');
      expect(exitCode).toBe(130);
      expect(await readdir(folder)).toEqual(['cut.json']);
    },
  );

  test('a reader that goes away cancels too', async () => {
    const path = await writeConfig(config('forever'));
    const running = startProgram(bundle.path, ['export', path, '--json'], { cwd: folder });
    await running.saying('processing');
    running.child.stdout?.destroy();
    expect((await running.ending).exitCode).toBe(130);
    expect(await readdir(folder)).toEqual(['cut.json']);
  });

  test('lists every mistake of a config with its path', async () => {
    const wrong = config('complete', {
      segments: [
        { sourceIndex: 7, startTime: 5, endTime: 1 },
        { sourceIndex: 0, startTime: 'x', endTime: 1 },
      ],
    });
    const { exitCode, stderr } = await run('export', await writeConfig(wrong));
    expect(stderr).toContain('The config has 3 mistakes');
    expect(stderr).toContain('segments[0].sourceIndex  is 7, but there');
    expect(stderr).toContain('segments[0].endTime  must be after startTime');
    expect(stderr).toContain('segments[1].startTime  must be a number of seconds');
    expect(exitCode).toBe(2);
    const json = await run('plan', join(folder, 'cut.json'), '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code: 'INVALID_CONFIG' },
      issues: [
        { path: 'segments[0].sourceIndex' },
        { path: 'segments[0].endTime' },
        { path: 'segments[1].startTime' },
      ],
    });
    expect([json.exitCode, json.stderr]).toEqual([2, '']);
  });

  test('refuses what is no config, no JSON and no file', async () => {
    const noJson = await run('export', await writeConfig('{"version": 1,'));
    expect([noJson.exitCode, noJson.stderr]).toEqual([2, expect.stringContaining('is not JSON')]);
    const newer = await run('export', await writeConfig(config('complete', { version: 7 })));
    expect([newer.exitCode, newer.stderr]).toEqual([
      2,
      expect.stringContaining('version 7 is not supported'),
    ]);
    const missing = await run('export', 'nowhere.json');
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
    const isFolder = await run('export', folder);
    expect([isFolder.exitCode, isFolder.stderr]).toEqual([2, expect.stringContaining('it is a folder')]);
  });

  test('never writes over a source, a folder, or under a name that promises another format', async () => {
    const path = await writeConfig(config('complete'));
    await writeFile(join(folder, 'camera1.mp4'), 'footage');
    const over = await run('export', path, '--sources', folder, '--out', 'camera1.mp4');
    expect([over.exitCode, over.stderr]).toEqual([2, expect.stringContaining('is one of the sources')]);
    expect(await readFile(join(folder, 'camera1.mp4'), 'utf8')).toBe('footage');
    const other = await run('export', path, '--out', 'a.webm');
    expect([other.exitCode, other.stderr]).toEqual([2, expect.stringContaining('--out ends in .webm')]);
    const isFolder = await run('export', path, '--out', folder);
    expect([isFolder.exitCode, isFolder.stderr]).toEqual([2, expect.stringContaining('is a folder')]);
    const nowhere = await run('export', path, '--out', 'no/such/a.mp4');
    expect([nowhere.exitCode, nowhere.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
    const noSources = await run('export', path, '--sources', 'nowhere');
    expect([noSources.exitCode, noSources.stderr]).toEqual([2, expect.stringContaining('--sources nowhere')]);
  });
});
