import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startServerProcess, type ServerProcess } from './support/server-process.ts';
import { editOf, openWorkshop, type Workshop } from './support/workshop.ts';

// Encoders are nice: beside other work they take many times as long.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const run = promisify(execFile);

/** Files that are no media but name other files, under names that promise media. */
function manifests(victim: string, origin: string): Readonly<Record<string, string>> {
  const hls = (uri: string) =>
    `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${uri}\n#EXT-X-ENDLIST\n`;
  const dash = `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT6S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${victim}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
  return {
    'hls-absolute.mp4': hls(victim),
    'hls-file.mp4': hls(`file://${victim}`),
    'hls-relative.mp4': hls('../secret/victim.mp4'),
    'hls-remote.mp4': hls(`${origin}/hls.ts`),
    'hls.m3u8': hls(victim),
    'dash.mp4': dash,
    'dash.mpd': dash,
    'concat.mp4': `ffconcat version 1.0\nfile '${victim}'\n`,
    'concat-unsafe.mkv': `ffconcat version 1.0\nfile ../secret/victim.mp4\nduration 6\n`,
    'concat.ffconcat': `ffconcat version 1.0\nfile 'file:${victim}'\n`,
    'session.mp4': 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n',
    'picture.mp4': `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><image href="file://${victim}" width="64" height="64"/></svg>`,
    'frame%03d.mp4': 'not a picture',
    'text.mp4': 'ffmpeg should not make a picture of this text\n'.repeat(200),
    'empty.mp4': '',
  };
}

const refusals = ['SOURCE_REFUSED', 'SOURCE_NOT_MEDIA', 'SOURCE_TOO_DEMANDING', 'SOURCE_HAS_NO_PICTURE'];

let workshop: Workshop;
let server: ServerProcess;
let outside: Server;
const fetched: string[] = [];
let names: string[] = [];

beforeAll(async () => {
  workshop = await openWorkshop();
  outside = createServer((req, res) => {
    fetched.push(req.url ?? '');
    res.end();
  });
  await new Promise<void>((resolve) => {
    outside.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  const secret = join(workshop.folder, 'secret');
  await mkdir(secret);
  const victim = join(secret, 'victim.mp4');
  await copyFile(join(workshop.sources, 'camera.mp4'), victim);
  const files = manifests(victim, origin);
  for (const [name, text] of Object.entries(files)) await writeFile(join(workshop.sources, name), text);
  await makeBombs(workshop.sources);
  names = [...Object.keys(files), ...bombs];
  server = await startServerProcess(workshop.folder, { EXPORT_CONCURRENCY: '1', FFMPEG_CONCURRENCY: '1' });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  outside.close();
  await workshop[Symbol.asyncDispose]();
});

/** Small files that take a gigabyte each when somebody decodes them. */
const bombs = ['bomb-png.mp4', 'bomb-pixels.mp4'];

async function makeBombs(folder: string): Promise<void> {
  const black = (codec: string) => [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'color=s=8192x8192:r=1:d=1', '-frames:v', '1', '-threads', '1'],
    ...['-c:v', codec],
  ];
  const [png = '', pixels = ''] = bombs.map((name) => join(folder, name));
  await run('ffmpeg', [...black('png'), '-f', 'image2', '-update', '1', `file:${png}`]);
  await run('ffmpeg', [...black('libx264'), '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', pixels]);
}

async function ask(kind: 'query' | 'mutation', path: string, input: unknown) {
  const json = { json: input };
  const url = `${server.url}/api/trpc/${path}`;
  const answer =
    kind === 'query'
      ? await fetch(`${url}?input=${encodeURIComponent(JSON.stringify(json))}`)
      : await fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(json),
        });
  return { status: answer.status, text: await answer.text() };
}

/** Every way on which a file meets ffprobe or ffmpeg before it is an export. */
const waysIn: Readonly<Record<string, (filePath: string) => Promise<{ status: number; text: string }>>> = {
  probe: (filePath) => ask('query', 'media.probe', { filePath }),
  plan: (filePath) => ask('query', 'plan', editOf('never', { filePath })),
  createExport: (filePath) => ask('mutation', 'createExport', editOf('never', { filePath })),
  'POST /api/export': async (filePath) => {
    const { status, body } = await server.post(editOf('never', { filePath }));
    return { status, text: JSON.stringify(body) };
  },
};

describe('files that name other files, and files that explode', () => {
  test.each(Object.entries(waysIn))('are refused by %s', async (_way, enter) => {
    for (const name of names) {
      const { status, text } = await enter(name);
      expect([name, status]).toEqual([name, 400]);
      expect(refusals.filter((code) => text.includes(code)).length, `${name}: ${text}`).toBeGreaterThan(0);
    }
    expect(await readdir(join(workshop.folder, 'exports')).catch(() => [])).not.toContain('never');
    expect(fetched).toEqual([]);
  });

  test('are refused by an export whose source became one while it waited', async () => {
    const [swapped = '', ...rest] = names.filter((name) => !name.startsWith('empty'));
    expect(swapped).not.toBe('');
    await server.post(editOf('ahead', { codec: 'h265', repeats: 8, width: 1920, height: 1080 }));
    for (const [i, name] of rest.entries()) {
      await copyFile(join(workshop.sources, 'camera.mp4'), join(workshop.sources, `waits-${i}.mp4`));
      const posted = await server.post(editOf(`swap-${i}`, { filePath: `waits-${i}.mp4` }));
      expect([name, posted.status]).toEqual([name, 200]);
    }
    for (const [i, name] of rest.entries()) {
      const copy = join(workshop.sources, `copy-${i}`);
      await copyFile(join(workshop.sources, name), copy);
      await rename(copy, join(workshop.sources, `waits-${i}.mp4`));
    }
    await fetch(`${server.url}/api/export/ahead`, { method: 'DELETE' });
    for (const [i, name] of rest.entries()) {
      const end = await server.until(`swap-${i}`, ({ status }) => ['completed', 'failed'].includes(status));
      const { errorCode } = end as typeof end & { errorCode?: string };
      expect([name, end.status]).toEqual([name, 'failed']);
      expect(refusals).toContain(errorCode);
      const folder = await readdir(join(workshop.folder, 'exports', `swap-${i}`));
      expect(folder.filter((file) => /output|partial/.test(file))).toEqual([]);
    }
    expect(fetched).toEqual([]);
  });

  test.each(['h264', 'copy'] as const)(
    'every ffmpeg that opens a source is told first what it may open (%s)',
    async (codec) => {
      const id = `guarded-${codec}`;
      // Cuts, and not those of the other export: an unbroken stretch, and sound that is there already, start no ffmpeg.
      await server.post(editOf(id, { codec, repeats: codec === 'copy' ? 4 : 3 }));
      await server.until(id, ({ status }) => status === 'completed');
      const log = await readFile(join(workshop.folder, 'exports', id, 'log.ndjson'), 'utf8');
      const argvs = log.split('\n').flatMap((line) => {
        const { argv = [] } = (line === '' ? {} : JSON.parse(line)) as { argv?: string[] };
        return argv.some((word) => word.includes(workshop.sources)) ? [argv] : [];
      });
      expect(argvs.length).toBeGreaterThan(0);
      for (const argv of argvs) {
        const input = argv.findIndex((word) => word.includes(workshop.sources));
        expect(argv.slice(input - 1, input + 1)).toEqual(['-i', `file:${workshop.sources}/camera.mp4`]);
        for (const guard of ['protocol_whitelist', 'format_whitelist', 'codec_whitelist', 'max_pixels']) {
          expect(argv.slice(0, input)).toContain(`-${guard}`);
        }
      }
    },
  );

  test('addresses, devices and links out of the library are no sources', async () => {
    await symlink(join(workshop.folder, 'secret', 'victim.mp4'), join(workshop.sources, 'link.mp4'));
    const { port } = outside.address() as AddressInfo;
    const paths = [
      `http://127.0.0.1:${port}/x.mp4`,
      'concat:camera.mp4|camera.mp4',
      'pipe:0',
      'file:camera.mp4',
      '/dev/zero',
      '/proc/self/environ',
      '../secret/victim.mp4',
      'link.mp4',
      '-i',
    ];
    for (const filePath of paths) {
      for (const [way, enter] of Object.entries(waysIn)) {
        const { status } = await enter(filePath);
        expect([way, filePath, status]).toEqual([way, filePath, 400]);
      }
    }
    expect(fetched).toEqual([]);
  });
});
