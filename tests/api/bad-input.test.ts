import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConfigV1Input } from '../../src/contract/config/config-v1.ts';
import { startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';
import { editOf, openWorkshop, type Workshop } from '../faults/support/workshop.ts';

/** Every refusal of the real server: what it answers, what it names, and that nothing half-made is left. */
const run = promisify(execFile);
const secret = 'the victim has a secret';

let workshop: Workshop;
let server: ServerProcess;
beforeAll(async () => {
  workshop = await openWorkshop();
  await makeBadSources(workshop);
  server = await startServerProcess(workshop.folder, { EXPORT_CONCURRENCY: '1', QUEUE_LIMIT: '1' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await workshop[Symbol.asyncDispose]();
});

async function makeBadSources({ folder, sources }: Workshop): Promise<void> {
  const outside = join(folder, 'outside');
  await mkdir(outside);
  const victim = join(outside, 'victim.txt');
  await writeFile(victim, secret);
  await copyFile(join(sources, 'camera.mp4'), join(outside, 'camera.mp4'));
  const hls = `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${victim}\n#EXT-X-ENDLIST\n`;
  const dash = `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT6S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${victim}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
  const sdp = 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n';
  const texts = {
    'hls.mp4': hls,
    'dash.mp4': dash,
    'ffconcat.mp4': `ffconcat version 1.0\nfile '${victim}'\n`,
    'sdp.mp4': sdp,
    'text.mp4': 'These are the minutes of the meeting.\n'.repeat(100),
    'empty.mp4': '',
  };
  for (const [name, text] of Object.entries(texts)) await writeFile(join(sources, name), text);
  const sound = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=2'];
  await run('ffmpeg', [...sound, '-c:a', 'aac', join(sources, 'sound.mp4')]);
  const cover = ['-f', 'lavfi', '-i', 'color=s=64x64:d=1:r=1', '-frames:v', '1', '-c:v', 'mjpeg'];
  const asCover = ['-map', '0', '-map', '1', '-disposition:v', 'attached_pic', '-pix_fmt', 'yuvj420p'];
  await run('ffmpeg', [...sound, ...cover, ...asCover, '-c:a', 'aac', join(sources, 'cover.mp4')]);
  await run('truncate', ['-s', '20000', await copyOf(sources, 'half.mp4')]);
  await symlink(join(outside, 'camera.mp4'), join(sources, 'link.mp4'));
}

async function copyOf(sources: string, name: string): Promise<string> {
  await copyFile(join(sources, 'camera.mp4'), join(sources, name));
  return join(sources, name);
}

interface Refusal {
  readonly status: number;
  readonly code: string | RegExp;
  /** A word of the sentence, or of its issues, that says which input is meant. */
  readonly names: string;
}

interface Answer {
  readonly error: string;
  readonly code: string;
  readonly hint?: string;
  readonly issues?: readonly { path: string; message: string }[];
}

/** Posts and looks: code, input by name, advice, and no trace in the folder. */
async function expectRefusal(to: ServerProcess, config: unknown, wanted: Refusal): Promise<Answer> {
  const before = await traces();
  const { status, body } = await to.post(config);
  const answer = body as unknown as Answer;
  expect([status, answer.code], answer.error).toEqual([wanted.status, expect.stringMatching(wanted.code)]);
  const { error, hint, issues } = answer;
  expect(`${error} ${JSON.stringify(issues ?? [])}`).toContain(wanted.names);
  expect(error).toMatch(/^[A-Z].*[.)]$/s);
  // What to do: a hint, or the places that have to be changed.
  expect((hint ?? '').length + (issues ?? []).length, JSON.stringify(answer)).toBeGreaterThan(0);
  expect(JSON.stringify(answer)).not.toContain(secret);
  expect(await traces()).toEqual(before);
  return answer;
}

/** Everything under exports and chunks, but for the lock that says who works here. */
async function traces(): Promise<string[]> {
  const listed = await Promise.all(
    ['exports', 'chunks'].map((name) =>
      readdir(join(workshop.folder, name), { recursive: true }).catch(() => []),
    ),
  );
  return listed.flat().filter((name) => !name.startsWith('.lock'));
}

function edit(change: Partial<ConfigV1Input> = {}, filePath = 'camera.mp4'): ConfigV1Input {
  return { ...editOf('refused', { filePath }), ...change };
}

describe('files that are no footage', () => {
  test.each([
    ['hls.mp4', 'SOURCE_REFUSED'],
    // Many an FFmpeg is built without DASH; then it is as good as text.
    ['dash.mp4', /^SOURCE_(REFUSED|NOT_MEDIA)$/],
    ['ffconcat.mp4', 'SOURCE_REFUSED'],
    ['sdp.mp4', 'SOURCE_REFUSED'],
    ['text.mp4', 'SOURCE_NOT_MEDIA'],
    ['empty.mp4', 'SOURCE_NOT_MEDIA'],
    ['half.mp4', 'SOURCE_NOT_MEDIA'],
    ['sound.mp4', 'SOURCE_HAS_NO_PICTURE'],
    ['cover.mp4', 'SOURCE_HAS_NO_PICTURE'],
  ])('%s is refused with %s', async (filePath, code) => {
    await expectRefusal(server, edit({}, filePath), { status: 400, code, names: 'Camera' });
  });
});

describe('paths', () => {
  test.each([
    ['that climb', '../outside/camera.mp4', 'PATH_FORBIDDEN'],
    ['that climb in the middle', 'a/../../outside/camera.mp4', 'PATH_FORBIDDEN'],
    ['that are absolute', '/etc/hostname', 'PATH_FORBIDDEN'],
    ['that are links out', 'link.mp4', 'PATH_FORBIDDEN'],
    ['that lead nowhere', 'none.mp4', 'SOURCE_NOT_FOUND'],
    ['that are folders', '.', 'PATH_FORBIDDEN'],
  ])('%s are refused', async (_kind, filePath, code) => {
    await expectRefusal(server, edit({}, filePath), { status: 400, code, names: filePath });
  });

  test('of the result that name another place are refused', async () => {
    const config = edit();
    const output = { ...config.output, filePath: '../../etc/cron.d/x.mp4' };
    const refusal = { status: 400, code: 'INVALID_CONFIG', names: 'output.filePath' };
    await expectRefusal(server, { ...config, output }, refusal);
  });
});

describe('configs', () => {
  const segment = { sourceIndex: 0, startTime: 1, endTime: 2, audioFromSource: true };

  test('with a clip outside its source are refused with its place', async () => {
    const segments = [segment, { ...segment, startTime: 60, endTime: 62 }];
    const wanted = { status: 400, code: 'CLIP_OUTSIDE_SOURCE', names: 'Camera' };
    const { issues } = await expectRefusal(server, edit({ segments }), wanted);
    expect(issues?.map(({ path }) => path)).toEqual(['segments[1]']);
  });

  test('with a source that is not in the list are refused with its place', async () => {
    const segments = [segment, { ...segment, sourceIndex: 3 }];
    const wanted = { status: 400, code: 'INVALID_CONFIG', names: 'segments[1].sourceIndex' };
    await expectRefusal(server, edit({ segments }), wanted);
  });

  test.each(['', '..', '.hidden', 'a/b', 'a b', 'ü', 'x'.repeat(129), '../../x'])(
    'whose id is %j are refused: that is no name',
    async (id) => {
      await expectRefusal(server, edit({ id }), {
        status: 400,
        code: 'INVALID_CONFIG',
        names: '"path":"id"',
      });
    },
  );

  test('that are shorter than a frame are refused', async () => {
    const segments = [{ ...segment, endTime: 1.001 }];
    await expectRefusal(server, edit({ segments }), { status: 400, code: 'EMPTY_OUTPUT', names: 'frame' });
  });
});

describe('a machine that cannot', () => {
  async function expectOf(environment: Record<string, string>, config: unknown, wanted: Refusal) {
    await using media = await openWorkshop();
    await using other = await startServerProcess(media.folder, environment);
    const answer = await expectRefusal(other, config, wanted);
    const made = await readdir(join(media.folder, 'exports'));
    expect(made.filter((name) => !name.startsWith('.'))).toEqual([]);
    return { answer, ready: await fetch(`${other.url}/api/ready`) };
  }

  test('because its ffmpeg lacks the encoder says which', async () => {
    const ffmpeg = fileURLToPath(new URL('../fixtures/children/ffmpeg-without-x265.sh', import.meta.url));
    const wanted = { status: 400, code: 'ENCODER_MISSING', names: 'libx265' };
    await expectOf({ FFMPEG_PATH: ffmpeg }, editOf('refused', { codec: 'h265' }), wanted);
  });

  test('because its ffmpeg lacks a filter says which, and which source needs it', async () => {
    await using media = await openWorkshop();
    const hdr = ['-colorspace', 'bt2020nc', '-color_primaries', 'bt2020', '-color_trc', 'smpte2084'];
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=192x108:r=30:d=6', '-pix_fmt', 'yuv420p10le'];
    const output = join(media.sources, 'camera.mp4');
    await run('ffmpeg', ['-v', 'error', '-y', ...picture, '-c:v', 'libx264', ...hdr, output]);
    const ffmpeg = fileURLToPath(new URL('../fixtures/children/ffmpeg-without-zscale.sh', import.meta.url));
    await using other = await startServerProcess(media.folder, { FFMPEG_PATH: ffmpeg });
    const wanted = { status: 400, code: 'FILTER_MISSING', names: 'zscale' };
    const answer = await expectRefusal(other, editOf('refused', { codec: 'h264' }), wanted);
    expect(answer.error).toMatch(/"zscale", which it takes to convert the colours of \S/);
  });

  test('because it has no ffmpeg at all says how to get it', async () => {
    const none = { FFMPEG_PATH: '/nowhere/ffmpeg', FFPROBE_PATH: '/nowhere/ffprobe' };
    const wanted = { status: 503, code: 'FFMPEG_MISSING', names: 'FFmpeg' };
    const { answer, ready } = await expectOf(none, edit(), wanted);
    expect(answer.hint).toContain('apt-get install ffmpeg');
    expect(ready.status).toBe(503);
  });

  test('because its disk is full says how much is needed and how much is there', async () => {
    const wanted = { status: 507, code: 'NO_ROOM', names: 'kept in reserve' };
    const { answer } = await expectOf({ DISK_RESERVE_MB: '900000000' }, edit(), wanted);
    expect(answer.error).toMatch(/needs about \d+ MB .* [\d.]+ [MG]B are free/);
    expect(answer.hint).toContain('DISK_RESERVE_MB');
  });
});

/** Last, because it leaves exports behind. */
describe('a server at work', () => {
  test('refuses an id that is taken, and one export more than may wait', async () => {
    const long = { codec: 'h265', repeats: 20, width: 1280, height: 720 } as const;
    expect((await server.post(editOf('long', long))).status).toBe(200);
    await server.until('long', ({ status }) => status === 'processing');
    const taken = { status: 409, code: 'ID_TAKEN', names: 'long' };
    const renderings = await traces();
    expect(renderings.some((name) => name.startsWith('long'))).toBe(true);
    expect(await answerTo(editOf('long', { repeats: 2 }))).toMatchObject({
      status: taken.status,
      code: taken.code,
    });
    expect((await server.post(editOf('waits'))).status).toBe(200);
    const full = await answerTo(editOf('refused'));
    expect(full).toMatchObject({ status: 429, code: 'QUEUE_FULL' });
    expect(full.error).toMatch(/\d/);
    expect(full.hint).toMatch(/./);
    expect(await readdir(join(workshop.folder, 'exports'))).not.toContain('refused');
    for (const id of ['waits', 'long']) await fetch(`${server.url}/api/export/${id}`, { method: 'DELETE' });
  });

  async function answerTo(config: unknown): Promise<Answer & { status: number }> {
    const { status, body } = await server.post(config);
    return { ...(body as unknown as Answer), status };
  }
});
