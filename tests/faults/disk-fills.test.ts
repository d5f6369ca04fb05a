import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ExportStatus } from '../../src/contract/exports/status.ts';
import { bigFootage } from '../api/harness/big-footage.ts';
import { pause, startServerProcess, type ServerProcess } from './support/server-process.ts';
import { canHaveSmallDisk, mountSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { editOf, openWorkshop } from './support/workshop.ts';

const run = promisify(execFile);
const MB = 2 ** 20;
const page = 4096;
/** 60 makes the steps as fine as a disk's pages. */
const steps = Number(process.env['CUTROOM_SWEEP_STEPS'] ?? 6);

/** Noise takes many times the space that anybody would estimate: admitted, it fills the disk. */
async function makeNoise(path: string): Promise<void> {
  await run('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'nullsrc=s=320x180:r=30:d=3,geq=random(1)*255:128:128'],
    ...[
      '-f',
      'lavfi',
      '-i',
      'anoisesrc=r=48000:d=3',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-crf',
      '30',
    ],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', path],
  ]);
}

function noiseEdit(id: string, filePath: string) {
  const edit = editOf(id, { filePath, width: 320, height: 180 });
  return { ...edit, segments: [{ sourceIndex: 0, startTime: 0.5, endTime: 2.5, audioFromSource: true }] };
}

interface Verdict {
  readonly status: ExportStatus | undefined;
  readonly code: string | undefined;
}

/** One export on a disk of so many bytes; whatever comes of it, everything that has to hold is checked. */
async function exportOn(
  server: ServerProcess,
  disk: SmallDisk,
  { bytes, id, source }: { bytes: number; id: string; source: string },
): Promise<Verdict> {
  await disk.resize(bytes);
  const posted = await server.post(noiseEdit(id, source));
  if (posted.status !== 200) {
    expect(posted).toMatchObject({ status: 507, body: { code: 'NO_ROOM' } });
    return { status: undefined, code: 'NO_ROOM' };
  }
  const status = await server.until(id, ({ status: state }) => state === 'completed' || state === 'failed');
  const folder = join(disk.outside, 'exports', id);
  await untilRecorded(join(folder, 'status.json'), status);
  const names = await readdir(folder);
  expect(names).not.toContain('partial');
  expect(names.includes('output.mp4')).toBe(status.status === 'completed');
  if (status.status === 'completed') expect(await countFrames(join(folder, 'output.mp4'))).toBe(60);
  const { errorCode: code } = status as ExportStatus & { errorCode?: string };
  if (status.status === 'failed') expect(['DISK_FULL', 'NO_ROOM']).toContain(code);
  const removed = await fetch(`${server.url}/api/export/${id}`, { method: 'DELETE' });
  expect(removed.status).toBe(200);
  return { status, code };
}

/** Whoever asks is told from memory; the record follows, full disk or not. */
async function untilRecorded(path: string, { status }: ExportStatus): Promise<void> {
  for (;;) {
    const record = JSON.parse(await readFile(path, 'utf8')) as ExportStatus;
    if (record.status === status) return;
    await pause(20);
  }
}

async function countFrames(path: string): Promise<number> {
  const args = ['-v', 'error', '-xerror', '-i', path, '-f', 'null', '-progress', 'pipe:1', '-nostats', '-'];
  const { stdout } = await run('ffmpeg', args);
  return Number([...stdout.matchAll(/^frame=(\d+)$/gm)].at(-1)?.[1]);
}

describe.skipIf(!(await canHaveSmallDisk()))('a disk that fills while an export runs', () => {
  test('[R50] never completes what is not whole, ends in DISK_FULL, cleans up, and the server lives', async () => {
    await using workshop = await openWorkshop();
    const source = join(workshop.sources, 'noise.mp4');
    await makeNoise(source);
    const media = join(workshop.folder, 'media');
    await using disk = await mountSmallDisk(media, 16 * MB);
    const environment = { MEDIA_ROOTS: workshop.sources, CHUNK_STORE_MB: '0' };
    await using server = await startServerProcess(media, environment, { wrap: disk.wrap });
    let count = 0;
    const attempt = (bytes: number) =>
      exportOn(server, disk, { bytes, id: `on-${bytes}-${(count += 1)}`, source });

    expect((await attempt(16 * MB)).status?.status).toBe('completed');
    const enough = await smallestThatCompletes(attempt, { low: MB, high: 16 * MB });
    const verdicts: Verdict[] = [];
    for (let step = 0; step < steps; step += 1) {
      const offset = Math.round((-200 + (240 * step) / (steps - 1)) * 1024);
      verdicts.push(await attempt(Math.ceil((enough + offset) / page) * page));
    }
    expect(verdicts.map(({ code }) => code)).toContain('DISK_FULL');
    expect(verdicts.at(-1)?.status?.status).toBe('completed');
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200);
    expect(server.log.filter(({ level }) => level === 'fatal')).toEqual([]);
  }, 600_000);
});

describe.skipIf(!(await canHaveSmallDisk()))('a disk that fills in mid-upload', () => {
  test('is a 507 that says so; what has arrived is kept, and the upload goes on when there is space', async () => {
    await using workshop = await openWorkshop();
    const media = join(workshop.folder, 'media');
    await using disk = await mountSmallDisk(media, 32 * MB);
    await using server = await startServerProcess(media, {}, { wrap: disk.wrap });
    const footage = bigFootage(await readFile(join(workshop.sources, 'camera.mp4')), 12);
    const bytes = Buffer.concat(await footage.stream(0, footage.size).toArray());
    const tus = { 'Tus-Resumable': '1.0.0' };
    const created = await fetch(`${server.url}/api/upload`, {
      method: 'POST',
      headers: {
        ...tus,
        'Upload-Length': String(footage.size),
        'Upload-Metadata': `filename ${Buffer.from('camera.mp4').toString('base64')}`,
      },
    });
    expect(created.status).toBe(201);
    const url = new URL(created.headers.get('Location') ?? '', server.url);
    const patch = (offset: number) => ({
      method: 'PATCH',
      headers: {
        ...tus,
        'Upload-Offset': String(offset),
        'Content-Type': 'application/offset+octet-stream',
        'Content-Length': String(footage.size - offset),
      },
    });

    const sending = request(url, patch(0));
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    sending.on('error', () => undefined).write(bytes.subarray(0, 3 * MB));
    const stored = join(disk.outside, 'uploads', url.pathname.split('/').at(-1) ?? '');
    while ((await stat(stored)).size < 2 * MB) await pause(20);
    await disk.resize(6 * MB);
    sending.write(bytes.subarray(3 * MB));
    const [answer] = await answered;
    const said = JSON.parse(Buffer.concat(await answer.toArray()).toString('utf8')) as unknown;
    expect([answer.statusCode, said]).toMatchObject([
      507,
      { code: 'NO_ROOM', error: expect.stringContaining('disk of the server is full') },
    ]);
    sending.destroy();

    await disk.resize(32 * MB);
    const kept = await fetch(url, { method: 'HEAD', headers: tus });
    const offset = Number(kept.headers.get('Upload-Offset'));
    expect(offset).toBeGreaterThan(2 * MB);
    const resumed = await fetch(url, { ...patch(offset), body: bytes.subarray(offset) });
    expect([resumed.status, resumed.headers.get('X-Cutroom-File-Path')]).toEqual([204, 'camera.mp4']);
    expect((await readFile(join(disk.outside, 'sources', 'camera.mp4'))).equals(bytes)).toBe(true);
    expect(server.log.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});

/** In bytes, to within 64 KiB. */
async function smallestThatCompletes(
  attempt: (bytes: number) => Promise<Verdict>,
  { low, high }: { low: number; high: number },
): Promise<number> {
  let [tooSmall, enough] = [low, high];
  while (enough - tooSmall > 64 * 1024) {
    const bytes = Math.round(Math.sqrt(tooSmall * enough) / page) * page;
    const { status } = await attempt(bytes);
    if (status?.status === 'completed') enough = bytes;
    else tooSmall = bytes;
  }
  return enough;
}
