import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { bigFootage, smallFootage } from './harness/big-footage.ts';
import { cuttableLine } from './harness/cuttable-line.ts';
import { filePathOf, tusUpload } from './harness/tus-upload.ts';

/** `CUTROOM_UPLOAD_MB=2048` for the size that people have. */
const megabytes = Number(process.env['CUTROOM_UPLOAD_MB'] ?? 200);

interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly kill: () => Promise<void>;
  /** Most memory that the process ever had resident, in MiB. */
  readonly peakMemory: () => Promise<number>;
}

async function spawnServer(folder: string): Promise<ServerProcess> {
  const program = join(import.meta.dirname, 'fixtures/serve-uploads.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, MEDIA_BASE_PATH: folder, PORT: '0', DISK_RESERVE_MB: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const url = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found: unknown = JSON.parse(line).url;
      if (typeof found === 'string') resolve(found);
    });
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  return {
    url,
    kill,
    peakMemory: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    [Symbol.asyncDispose]: kill,
  };
}

test(
  `${megabytes} MB that are cut off twice, by the network and by a crash, arrive whole in flat memory`,
  { timeout: 60_000 + megabytes * 1000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cutroom-resume-'));
    try {
      const footage = bigFootage(await smallFootage(), megabytes);
      let server = await spawnServer(folder);
      await using line = await cuttableLine(server.url);
      const idle = await server.peakMemory();
      const resumedAt: number[] = [];
      let cuts = 0;
      const peaks: number[] = [];
      const { done } = tusUpload(line.url, footage, {
        metadata: { filename: 'Kamera 1.mp4', filetype: 'video/mp4' },
        retryDelays: Array.from({ length: 100 }, () => 100),
        onProgress: (sent, total) => {
          if (cuts === 0 && sent > total * 0.3) {
            cuts = 1;
            line.cut();
          } else if (cuts === 1 && sent > total * 0.6) {
            cuts = 2;
            void server.peakMemory().then(async (peak) => {
              peaks.push(peak);
              await server.kill();
              server = await spawnServer(folder);
              line.leadTo(server.url);
            });
          }
        },
        onAfterResponse: (req, res) => {
          if (req.getMethod() === 'HEAD' && res.getStatus() === 200)
            resumedAt.push(Number(res.getHeader('Upload-Offset')));
        },
      });
      const name = filePathOf(await done);
      peaks.push(await server.peakMemory());

      expect(name).toBe('Kamera 1.mp4');
      expect(cuts).toBe(2);
      expect(resumedAt.length).toBeGreaterThanOrEqual(2);
      // What had arrived was not sent again from the beginning.
      expect(Math.max(...resumedAt)).toBeGreaterThan(footage.size * 0.3);
      expect(await sha256Of(join(folder, 'sources', name))).toBe(await footage.sha256());
      const bytesLeft = (await readdir(join(folder, 'uploads'))).filter((file) => !file.endsWith('.json'));
      expect(bytesLeft).toEqual([]);

      const peak = Math.round(Math.max(...peaks));
      console.info(`${megabytes} MB: at most ${peak} MiB resident, ${Math.round(idle)} MiB before`);
      expect(peak).toBeLessThan(400);
      await server.kill();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
