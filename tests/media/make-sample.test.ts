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

const files = ['sample-1-wide.mp4', 'sample-2-host.mp4', 'sample-3-guest.mp4'];

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
    expect(first.segments).toHaveLength(12);
    const frames = [1200, 1200, 1200];
    expect(await Promise.all(files.map(countFrames))).toEqual(frames);
    const made = await stat(join(library, 'sample-2-host.mp4'));
    await rm(join(library, 'sample-1-wide.mp4'));
    await makeSample();
    expect((await readdir(library)).sort()).toEqual(files);
    expect((await stat(join(library, 'sample-2-host.mp4'))).mtimeMs).toBe(made.mtimeMs);
  });

  test('is of two people who speak in turn, each heard best by their own camera, whose mouths move', async () => {
    await maker('ffmpeg')();
    // The guest speaks from 16 s, the host from 25.2 s.
    const [guest, host] = [
      { from: 16.2, to: 20 },
      { from: 25.4, to: 28.8 },
    ];
    const [, hostFile = '', guestFile = ''] = files;
    const louder = (a: number, b: number) => expect(a - b).toBeGreaterThan(8);
    louder(await loudness(guestFile, guest), await loudness(hostFile, guest));
    louder(await loudness(hostFile, host), await loudness(guestFile, host));
    expect(await movement(guestFile, guest)).toBeGreaterThan(4 * (await movement(guestFile, host)));
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

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Of a part of a camera's sound, in dB of full scale. */
async function loudness(name: string, { from, to }: Part): Promise<number> {
  const part = ['-ss', String(from), '-t', String(to - from), '-i', join(library, name)];
  const { stderr } = await run('ffmpeg', [
    '-hide_banner',
    ...part,
    '-vn',
    '-af',
    'volumedetect',
    '-f',
    'null',
    '-',
  ]);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
}

/** How much the guest's mouth changes from frame to frame in a part of the guest's camera. */
async function movement(name: string, { from, to }: Part): Promise<number> {
  const part = ['-ss', String(from), '-t', String(to - from), '-i', join(library, name)];
  const filters =
    'crop=90:60:280:215,tblend=all_mode=difference,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-';
  const { stdout } = await run('ffmpeg', ['-v', 'error', ...part, '-an', '-vf', filters, '-f', 'null', '-']);
  const values = [...stdout.matchAll(/YAVG=([\d.]+)/g)].map(([, value]) => Number(value));
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
