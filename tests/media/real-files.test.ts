import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeSource } from '../../src/media/library/describe-source.ts';
import { readSource } from '../../src/media/reading/read-source.ts';
import { openTestChildren } from '../children/test-children.ts';

const run = promisify(execFile);
const tools = { children: openTestChildren() };
let folder = '';

const at = (name: string): string => join(folder, name);
const ffmpeg = (...args: string[]) =>
  run('ffmpeg', ['-nostdin', '-y', '-v', 'error', ...args], { cwd: folder });
const bars = (rate: string, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=96x64:r=${rate}:d=${seconds}`],
];
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

async function probe(name: string) {
  const { signal } = new AbortController();
  return describeSource(await readSource(tools, { path: at(name), name, signal }), name);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cutroom-real-'));
  await writeFile(at('a.srt'), '1\n00:00:00,500 --> 00:00:01,500\nHello\n');
  await ffmpeg(
    ...bars('25', 2),
    '-f',
    'lavfi',
    '-i',
    'sine=d=2',
    ...x264,
    '-g',
    '25',
    '-c:a',
    'aac',
    'base.mp4',
  );
  await ffmpeg(...bars('1', 1), '-frames:v', '1', 'cover.png');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a track that nobody uses', () => {
  const copied = ['-map', '0', '-map', '1', '-c', 'copy'];
  const kinds: Readonly<Record<string, readonly [file: string, codec: string, args: readonly string[]]>> = {
    'subtitles of a drone': ['dji.mp4', 'mov_text', ['-i', 'a.srt', ...copied, '-c:s', 'mov_text']],
    SubRip: ['srt.mkv', 'subrip', ['-i', 'a.srt', ...copied, '-c:s', 'srt']],
    'Advanced SubStation': ['ass.mkv', 'ass', ['-i', 'a.srt', ...copied, '-c:s', 'ass']],
    WebVTT: ['vtt.mkv', 'webvtt', ['-i', 'a.srt', ...copied, '-c:s', 'webvtt']],
    'a cover': ['png.mp4', 'png', ['-i', 'cover.png', ...copied, '-disposition:v:1', 'attached_pic']],
    'a picture that is not marked as cover': ['stray.mkv', 'png', ['-i', 'cover.png', ...copied]],
    'a timecode': ['tmcd.mov', 'unknown', ['-c', 'copy', '-timecode', '01:00:00:00']],
    'sound of an unusual kind': [
      'wavpack.mkv',
      'wavpack',
      ['-map', '0', '-map', '0:a', '-c:v', 'copy', '-c:a:0', 'copy', '-c:a:1', 'wavpack'],
    ],
  };

  it.each(Object.keys(kinds))('%s changes nothing', async (kind) => {
    const [file = '', codec = '', args = []] = kinds[kind] ?? [];
    await ffmpeg('-i', 'base.mp4', ...args, file);
    const { tracks, fps, durationSeconds } = await probe(file);
    expect(tracks.filter(({ isUsed }) => isUsed).map((track) => track.codec)).toEqual(['h264', 'aac']);
    expect(tracks.filter(({ isUsed }) => !isUsed).map((track) => track.codec)).toEqual([codec]);
    expect(fps).toBe(25);
    expect(durationSeconds).toBeCloseTo(2, 1);
  });

  it('of stills does not win over a moving one for its size', async () => {
    const stills = ['-f', 'lavfi', '-i', 'testsrc2=s=192x128:r=2:d=2'];
    const both = ['-map', '0', '-map', '1', '-disposition:v', 'default', ...x264];
    await ffmpeg(...stills, ...bars('25', 2), ...both, 'two.mkv');
    expect(await probe('two.mkv')).toMatchObject({ width: 96, fps: 25 });
  });

  it('but a picture that cannot be decoded is refused by its name, not as a playlist', async () => {
    await ffmpeg(...bars('5', 1), '-c:v', 'png', 'png.mov');
    await expect(probe('png.mov')).rejects.toMatchObject({
      problem: { code: 'SOURCE_UNSUPPORTED', message: expect.stringContaining('stored in PNG') as string },
    });
  });
});

describe('the length of a recording of a screen', () => {
  const long = ['-c', 'copy', '-bsf:v', 'setts=duration=if(eq(N\\,3)\\,DURATION*20\\,DURATION)'];

  it.each(['screen.mp4', 'screen.mov', 'screen.mkv'])('holds its last picture (%s)', async (file) => {
    await ffmpeg(...bars('4', 1), ...x264, '-bf', '0', 'still.mp4');
    await ffmpeg('-i', 'still.mp4', ...long, file);
    expect(await probe(file)).toMatchObject({ durationSeconds: 5.75, fps: 4 });
  });

  it('of a single picture is its own, and its rate is one to export at', async () => {
    await ffmpeg(...bars('1/10', 10), ...x264, 'one.mp4');
    expect(await probe('one.mp4')).toMatchObject({
      durationSeconds: 10,
      fps: 25,
      isVariableFrameRate: false,
    });
  });
});

it.each(['lost.mp4', 'lost.mkv', 'lost.ts', 'lost.flv'])(
  'lost frames do not change a rate (%s)',
  async (file) => {
    const lose = ['-vf', "select='not(eq(mod(n,100),50))'", '-fps_mode', 'passthrough'];
    await ffmpeg(...bars('30', 8), ...lose, ...x264, '-bf', '0', file);
    expect(await probe(file)).toMatchObject({ frameRate: '30', isVariableFrameRate: false });
  },
);

it('recordings that were appended to one another are told from a long one', async () => {
  await ffmpeg(...bars('25', 2), ...x264, '-f', 'mpegts', 'a.ts');
  await ffmpeg('-i', 'a.ts', '-c', 'copy', '-output_ts_offset', '90000', 'later.ts');
  const [first, later] = [await readFile(at('a.ts')), await readFile(at('later.ts'))];
  await writeFile(at('again.ts'), Buffer.concat([first, first]));
  await writeFile(at('hours.ts'), Buffer.concat([first, later]));
  for (const name of ['again.ts', 'hours.ts']) {
    await expect(probe(name)).rejects.toMatchObject({
      problem: {
        code: 'SOURCE_UNSUPPORTED',
        message: expect.stringContaining('its clock jumps after') as string,
      },
    });
  }
});

it('a fragmented file has the rate of its pictures', async () => {
  await ffmpeg(...bars('30', 3), ...x264, '-movflags', 'frag_keyframe+empty_moov', 'frag.mp4');
  expect(await probe('frag.mp4')).toMatchObject({ frameRate: '30', durationSeconds: 3 });
});

it('a recording that begins in the middle of a GOP begins with its first keyframe', async () => {
  await ffmpeg(...bars('25', 4), ...x264, '-g', '50', 'whole.mkv');
  await ffmpeg('-i', 'whole.mkv', '-c', 'copy', '-copyinkf', '-ss', '1', 'cut.mkv');
  const { signal } = new AbortController();
  const { index } = await readSource(tools, { path: at('cut.mkv'), name: 'cut', signal });
  const first = index.rank.findIndex((rank) => rank === 0);
  expect(first).toBeGreaterThan(10);
  expect(index.boundary[first]).not.toBe(0);
});
