import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import type { Footage } from './footage/spec.ts';
import { contiguousSwitches, muteSome } from './oracle/cut-lists.ts';
import { complaintsOf, describeVerdict, isExact } from './oracle/describe-verdict.ts';
import type { JudgedEdit } from './oracle/edit.ts';
import { makeByHand } from './oracle/hand-made.ts';
import type { HandMade } from './oracle/hand-made.ts';
import { judge } from './oracle/judge.ts';

let folder = '';
let sources: Footage[] = [];
let edit: JudgedEdit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-oracle-'));
  sources = await Promise.all(
    [1, 2].map((camera) => makeFootage({ camera, seconds: 8, audio: { voice: 9 } })),
  );
  const clips = muteSome(contiguousSwitches({ seed: 3, sources: 2, sourceSeconds: 8 }, 7), 5);
  edit = { rate: { num: 30_000, den: 1001 }, width: 320, height: 180, sources, clips, includeAudio: true };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function judgeByHand(name: string, work: Omit<HandMade, 'path' | 'edit'> & { edit?: JudgedEdit }) {
  const path = join(folder, name);
  const full = { edit, ...work, path };
  await makeByHand(full);
  return judge(path, full.edit);
}

describe('the judge accepts', () => {
  it('an export that was trimmed by frame numbers and fully encoded', async () => {
    const verdict = await judgeByHand('exact.mp4', {});
    expect(describeVerdict(verdict)).toMatch(/^exact: 240 frames/);
    expect(verdict.sound.checkedWindows).toBeGreaterThan(60);
  });

  it('pictures at x264 crf 30, and smaller by half', async () => {
    const verdict = await judgeByHand('crf30.mp4', {
      edit: { ...edit, width: 160, height: 90 },
      videoArgs: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '30'],
    });
    expect(describeVerdict(verdict)).toMatch(/^exact/);
  });

  it('letterboxed pictures without sound', async () => {
    const verdict = await judgeByHand('letterbox.mp4', {
      edit: { ...edit, width: 200, height: 200, includeAudio: false },
    });
    expect(describeVerdict(verdict)).toMatch(/^exact/);
  });

  it('VP9 and Opus in WebM', async () => {
    const verdict = await judgeByHand('vp9.webm', {
      videoArgs: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-crf', '40', '-b:v', '0'],
      // Opus needs 6.5 ms to get going; the muxer would move the picture back by as much.
      audioArgs: ['-c:a', 'libopus', '-b:a', '128k', '-bsf:a', 'setts=ts=TS+7'],
    });
    expect(describeVerdict(verdict)).toMatch(/^exact/);
  });

  it('10-bit HEVC', async () => {
    const verdict = await judgeByHand('hevc.mp4', {
      videoArgs: [
        ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'],
        ...['-x265-params', 'log-level=error:pools=2'],
      ],
    });
    expect(describeVerdict(verdict)).toMatch(/^exact/);
  });
});

describe('the judge rejects', () => {
  it('one clip that is one frame late, and names its frames', async () => {
    const verdict = await judgeByHand('late.mp4', { faults: { lateClip: 3 } });
    expect(isExact(verdict)).toBe(false);
    expect(new Set(verdict.frames.wrong.map((wrong) => wrong.clip))).toEqual(new Set([3]));
    expect(describeVerdict(verdict)).toMatch(
      /frame \d+ \(clip 3\) shows camera \d frame \d+ instead of camera/,
    );
    expect(verdict.sound.wrong).toEqual([]);
  });

  it('sound that comes 2 ms late', async () => {
    const verdict = await judgeByHand('sound-late.mp4', { faults: { soundDelayMs: 2 } });
    expect(verdict.frames.wrong).toEqual([]);
    expect(describeVerdict(verdict)).toMatch(/voice 9 2\.0\d ms late/);
    expect(verdict.sound.maxOffsetSeconds).toBeCloseTo(0.002, 4);
  });

  it('dips at cuts through which the sound runs on', async () => {
    const verdict = await judgeByHand('dips.mp4', { faults: { dipsAtCuts: true } });
    expect(describeVerdict(verdict)).toMatch(/does not run on through the cut/);
  });

  it('a frame that is missing at the end', async () => {
    await makeByHand({ edit, path: join(folder, 'whole.mp4') });
    const short = join(folder, 'short.mp4');
    const whole = join(folder, 'whole.mp4');
    await runMediaTool('ffmpeg', ['-v', 'error', '-y', '-i', whole, '-frames:v', '239', '-c', 'copy', short]);
    expect(complaintsOf(await judge(short, edit)).join('\n')).toMatch(/239 frames instead of 240/);
  });

  it('pieces cut by -c copy and joined by concat, as the script of the editor does it', async () => {
    const pieces = edit.clips.map((_, at) => join(folder, `piece${at}.mp4`));
    for (const [at, clip] of edit.clips.entries()) {
      await runMediaTool('ffmpeg', [
        ...['-v', 'error', '-y', '-ss', String(clip.inSeconds), '-to', String(clip.outSeconds)],
        ...['-i', sources[clip.source]?.path ?? '', '-c', 'copy', pieces[at] ?? ''],
      ]);
    }
    const list = join(folder, 'list.txt');
    await writeFile(list, pieces.map((piece) => `file '${piece}'\n`).join(''));
    const joined = join(folder, 'joined.mp4');
    await runMediaTool('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'concat',
      '-safe',
      '0',
      '-i',
      list,
      '-c',
      'copy',
      joined,
    ]);
    const complaints = complaintsOf(await judge(joined, edit)).join('\n');
    expect(complaints).toMatch(/frames instead of 240/);
    expect(complaints).toMatch(/timestamps off the grid/);
    expect(complaints).toMatch(/ms (late|early)|not voice 9/);
  });
});
