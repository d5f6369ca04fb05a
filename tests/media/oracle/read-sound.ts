import { runMediaTool } from '../footage/run-media-tool.ts';
import { HEARD_HZ } from './correlate.ts';

/** The whole sound of a file as a player plays it: mono at 48 kHz, sample 0 at the file's time zero. */
export interface SoundReading {
  readonly samples: Int16Array;
  readonly messages: readonly string[];
}

export async function readSound(path: string): Promise<SoundReading> {
  const { stdout, stderr } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-i', `file:${path}`, '-map', '0:a:0'],
    ...['-af', `aresample=${HEARD_HZ}:async=1:first_pts=0`, '-ac', '1', '-f', 's16le', 'pipe:1'],
  ]);
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  return { samples, messages: stderr.split('\n').filter((line) => line.trim() !== '') };
}
