import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConfigV1Input } from '../../../src/contract/config/config-v1.ts';

const run = promisify(execFile);

/** A media folder of a test's own, with a camera in its library. */
export interface Workshop extends AsyncDisposable {
  readonly folder: string;
  readonly sources: string;
}

/** `camera.mp4`: six seconds of moving pictures and a tone. */
export async function openWorkshop(size = '320x180'): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-faults-'));
  const sources = join(folder, 'sources');
  await mkdir(sources);
  await run('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30:d=6`],
    ...['-f', 'lavfi', '-i', 'sine=f=440:r=48000:d=6', '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...['-g', '30', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', join(sources, 'camera.mp4')],
  ]);
  return { folder, sources, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export interface Edit {
  readonly codec?: 'copy' | 'h264' | 'h265';
  /** How often about the same four seconds of the camera are shown; up to 1,000 times. */
  readonly repeats?: number;
  readonly filePath?: string;
  readonly width?: number;
  readonly height?: number;
}

/** A config over the camera; small and quick unless told otherwise. */
export function editOf(id: string, edit: Edit = {}): ConfigV1Input {
  const { codec = 'h264', repeats = 1, filePath = 'camera.mp4', width = 160, height = 90 } = edit;
  return {
    version: 1,
    id,
    projectId: 'faults',
    projectName: 'Faults',
    createdAt: '2026-01-01T00:00:00.000Z',
    sources: [{ id: 'camera', name: 'Camera', filePath }],
    // None like another, so that none is found in the chunk store.
    segments: Array.from({ length: repeats }, (_, i) => ({
      sourceIndex: 0,
      startTime: 1 + i / 1000,
      endTime: 5 + i / 1000,
      audioFromSource: true,
    })),
    output: { format: 'mp4', width, height, fps: 30, codec, includeAudio: true },
  };
}
