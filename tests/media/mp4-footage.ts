import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A fresh folder that goes away with its scope. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'cutroom-mp4-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Runs ffmpeg with `-y -v error`; answers what it said. */
export async function ffmpeg(...args: string[]): Promise<string> {
  const { stderr } = await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { maxBuffer: 2 ** 26 });
  return stderr;
}

/** Rows of `ffprobe -of csv=p=0`. */
export async function ffprobeRows(path: string, ...args: string[]): Promise<string[][]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', ...args, '-of', 'csv=p=0', path], {
    maxBuffer: 2 ** 28,
  });
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '') // side data of a packet makes lines of its own
    .map((line) => line.split(','));
}

/** MD5 of every decoded picture, in order, and what the decoder complained about. */
export async function decodePictures(
  path: string,
): Promise<{ md5: string[]; pts: number[]; messages: string }> {
  const { stdout, stderr } = await run(
    'ffmpeg',
    [
      '-v',
      'warning',
      '-nostdin',
      '-i',
      path,
      '-map',
      '0:v:0',
      '-fps_mode',
      'passthrough',
      '-copyts',
      '-enc_time_base',
      '-1',
      '-f',
      'framemd5',
      '-',
    ],
    { maxBuffer: 2 ** 28 },
  );
  const rows = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const cells = rows.map((row) => row.split(',').map((cell) => cell.trim()));
  return { md5: cells.map((row) => row[5] ?? ''), pts: cells.map((row) => Number(row[2])), messages: stderr };
}

/** Moving numbered pictures; `seconds` of them. */
export function testPicture(
  seconds: number,
  options: { rate?: string; size?: string; hue?: number } = {},
): string[] {
  const { rate = '30000/1001', size = '320x180', hue = 0 } = options;
  return ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds},hue=h=${hue},format=yuv420p`];
}

export function testSound(seconds: number): string[] {
  return ['-f', 'lavfi', '-i', `sine=440:r=48000:d=${seconds}`];
}
