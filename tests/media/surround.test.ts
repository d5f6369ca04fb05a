import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigV2Input } from '../../src/contract/config-v2/config-v2.ts';
import { makeFootage } from './footage/make-footage.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import { openStudio, type Exported, type TestStudio } from './oracle/export-with-engine.ts';

/** A tone of its own for each of the six, in FFmpeg's order. */
const tones = { FL: 400, FR: 600, FC: 1000, LFE: 60, BL: 1600, BR: 2200 };
const seconds = 4;

let studio: TestStudio;
let exported: Exported;

beforeAll(async () => {
  studio = await openStudio();
  const film = await makeFootage({
    ...{ camera: 1, seconds, rate: { num: 5, den: 1 }, size: { width: 160, height: 90 }, gop: 5 },
    audio: false,
  });
  const surround = join(studio.folder, 'surround.wav');
  const channels = Object.values(tones).map((hertz) => `0.1*sin(2*PI*${hertz}*t)`);
  await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `aevalsrc=${channels.join('|')}:c=5.1:s=48000:d=${seconds}`],
    ...['-c:a', 'pcm_s16le', '-y', surround],
  ]);
  const config: ConfigV2Input = {
    ...{ version: 2, id: 'surround' },
    sources: [
      { id: 's', filePath: basename(film.path) },
      { id: 'mic', filePath: 'surround.wav' },
    ],
    shots: [{ source: 's', from: 0, to: seconds }],
    angles: [{ id: 'wide', files: ['s'] }],
    sound: { tracks: [{ source: 'mic' }] },
    outputs: [
      { id: 'plain', format: 'flac' },
      { id: 'loud', format: 'flac', loudness: -16 },
    ],
  };
  const shots = [{ show: 'wide', from: 0, to: seconds }];
  exported = await studio.exportConfig({ ...config, shots }, [film.path, surround]);
});
afterAll(() => studio[Symbol.asyncDispose]());

const file = (name: string) => join(dirname(exported.path), name);

/** The level of a tone on each side of a file, in decibels of full scale: what its own sine and cosine find. */
async function levelsIn(path: string, hertz: number): Promise<[left: number, right: number]> {
  const { stdout } = await runMediaTool('ffmpeg', ['-v', 'error', '-i', path, '-f', 's16le', '-']);
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  // Whole seconds in the middle hold whole periods of all tones.
  const [from, to] = [48_000, 144_000];
  const level = (side: number) => {
    let [sine, cosine] = [0, 0];
    for (let n = from; n < to; n++) {
      const sample = (samples[2 * n + side] ?? 0) / 32_768;
      sine += sample * Math.sin((2 * Math.PI * hertz * n) / 48_000);
      cosine += sample * Math.cos((2 * Math.PI * hertz * n) / 48_000);
    }
    return 20 * Math.log10((2 * Math.hypot(sine, cosine)) / (to - from) + 1e-9);
  };
  return [level(0), level(1)];
}

describe('a recording in 5.1', () => {
  it('has a voice in the middle 3 dB below the fronts on both sides, and those at the back likewise', async () => {
    expect(exported.outcome).toMatchObject({ kind: 'completed' });
    const path = file('output.flac');
    const [front] = await levelsIn(path, tones.FL);
    const [, right] = await levelsIn(path, tones.FR);
    const [middleLeft, middleRight] = await levelsIn(path, tones.FC);
    const [back, backRight] = await levelsIn(path, tones.BL);
    expect(right - front).toBeCloseTo(0, 1);
    expect(middleLeft - front).toBeCloseTo(-3.01, 1);
    expect(middleRight - front).toBeCloseTo(-3.01, 1);
    expect(back - front).toBeCloseTo(-3.01, 1);
    expect(backRight).toBeLessThan(front - 60);
  });

  it('leaves what is for a subwoofer out, as players do', async () => {
    const [front] = await levelsIn(file('output.flac'), tones.FL);
    const [left, right] = await levelsIn(file('output.flac'), tones.LFE);
    expect(Math.max(left, right)).toBeLessThan(front - 60);
  });

  it('keeps this balance at a loudness, which is met', async () => {
    const path = file('output-loud.flac');
    const [front] = await levelsIn(path, tones.FL);
    const [middle] = await levelsIn(path, tones.FC);
    expect(middle - front).toBeCloseTo(-3.01, 1);
    const measure = ['-v', 'info', '-nostats', '-i', path, '-af', 'ebur128', '-f', 'null', '-'];
    const { stderr } = await runMediaTool('ffmpeg', measure);
    const loudness = /I:\s+(-?[\d.]+) LUFS/.exec(stderr.slice(stderr.lastIndexOf('Summary')))?.[1];
    expect(Math.abs(Number(loudness) + 16)).toBeLessThanOrEqual(0.3);
  });
});
