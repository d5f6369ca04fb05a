import { expect, test } from 'vitest';
import { join } from 'node:path';
import { runMediaTool } from '../media/footage/run-media-tool.ts';
import { bytesOf, openWorkshop, settle } from './support/workshop.ts';

/** A second each of silence, half and full level, then a click. */
const course = 'if(lt(t,1),0,if(lt(t,2),0.5*sin(2*PI*440*t),if(lt(t,3),sin(2*PI*440*t),0)))';

test.each([
  ['camera.mp4', ['-c:a', 'aac', '-b:a', '192k'], 16],
  ['camera.mkv', ['-c:a', 'flac'], 2],
  ['camera.ts', ['-c:a', 'mp2'], 16],
  ['camera.mov', ['-c:a', 'pcm_s16le'], 2],
])(
  'the peaks of %s are the loudest sample of every hundredth of a second',
  async (name, sound, tolerance) => {
    await using workshop = await openWorkshop();
    const path = join(workshop.sources, name);
    await runMediaTool('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'color=c=gray:s=64x64:r=25:d=4'],
      ...['-f', 'lavfi', '-i', `aevalsrc=exprs='${course}|${course}':s=48000:d=4`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', ...sound, path],
    ]);
    const assets = await workshop.open();
    const { peaks, state } = await settle(assets, name);
    expect(state).toBe('ready');
    const bytes = await bytesOf(assets, peaks?.url);
    expect(peaks?.perSecond).toBe(100);
    expect(bytes.length).toBe(peaks?.count);
    expect(Math.abs(bytes.length - 400)).toBeLessThan(10);
    const levelAt = (seconds: number): number => bytes[Math.round(seconds * 100)] ?? -1;
    for (const [seconds, level] of [
      [0.5, 0],
      [0.95, 0],
      [1.05, 127],
      [1.95, 127],
      [2.05, 255],
      [2.9, 255],
      [3.1, 0],
    ] as const) {
      expect(Math.abs(levelAt(seconds) - level), `${seconds} s`).toBeLessThanOrEqual(tolerance);
    }
  },
);
