import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/contract/config/parse-config.ts';
import { createSampleMaker } from '../../src/media/sample/make-sample.ts';
import { openTestChildren } from '../children/test-children.ts';

const run = promisify(execFile);
let library = '';

beforeEach(async () => {
  library = join(await mkdtemp(join(tmpdir(), 'cutroom-sample-')), 'sources');
});
afterEach(async () => {
  await rm(join(library, '..'), { recursive: true, force: true });
});

const files = ['sample-camera-1.mp4', 'sample-camera-2.mp4', 'sample-camera-3.mp4'];

function maker(ffmpeg: string, signal = new AbortController().signal) {
  return createSampleMaker({ children: openTestChildren({ ffmpeg }), sourcesFolder: library, signal });
}

describe('the sample', () => {
  test('is three cameras of different make and a valid cut list; asked for twice at once it is made once', async () => {
    const makeSample = maker('ffmpeg');
    const [first, second] = await Promise.all([makeSample(), makeSample()]);
    expect((await readdir(library)).sort()).toEqual(files);
    expect(first.id).not.toBe(second.id);
    expect(parseConfig(first)).toMatchObject({ isOk: true });
    expect(first.segments).toHaveLength(11);
    const frames = [480, 480, 480];
    expect(await Promise.all(files.map(countFrames))).toEqual(frames);
    const made = await stat(join(library, 'sample-camera-2.mp4'));
    await rm(join(library, 'sample-camera-1.mp4'));
    await makeSample();
    expect((await readdir(library)).sort()).toEqual(files);
    expect((await stat(join(library, 'sample-camera-2.mp4'))).mtimeMs).toBe(made.mtimeMs);
  });

  test('says so when there is no ffmpeg, or one that fails, and leaves nothing behind', async () => {
    await expect(maker('/nowhere/ffmpeg')()).rejects.toMatchObject({ problem: { code: 'FFMPEG_MISSING' } });
    await expect(maker('/bin/false')()).rejects.toMatchObject({ problem: { code: 'CHILD_CRASHED' } });
    expect(await readdir(library)).toEqual([]);
  });

  test('stops with its signal and leaves nothing behind', async () => {
    const stop = new AbortController();
    const making = maker('ffmpeg', stop.signal)();
    stop.abort(new Error('shutdown'));
    await expect(making).rejects.toThrow('shutdown');
    expect(await readdir(library)).toEqual([]);
  });
});

async function countFrames(name: string): Promise<number> {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'stream=nb_frames', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', [...args, join(library, name)]);
  return Number(stdout);
}
