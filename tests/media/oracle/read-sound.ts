import { runMediaTool } from '../footage/run-media-tool.ts';
import { HEARD_HZ } from './correlate.ts';

/** The whole sound of a file as a player plays it: mono at 48 kHz, sample 0 at the file's time zero. */
export interface SoundReading {
  readonly samples: Int16Array;
  readonly messages: readonly string[];
}

/** Decodes the sound of a file whose time zero lies at `zeroSeconds` of its own clock. */
export async function readSound(path: string, zeroSeconds = 0): Promise<SoundReading> {
  const { stdout, stderr } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-copyts', '-i', `file:${path}`, '-map', '0:a:0'],
    ...[
      '-af',
      `aresample=${HEARD_HZ}:async=1:min_hard_comp=0.01:first_pts=${Math.round(zeroSeconds * HEARD_HZ)}`,
      '-ac',
      '1',
      '-f',
      's16le',
      'pipe:1',
    ],
  ]);
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  return { samples, messages: stderr.split('\n').filter((line) => line.trim() !== '') };
}
