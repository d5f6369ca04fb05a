import { runMediaTool } from '../footage/run-media-tool.ts';
import { HEARD_HZ } from './correlate.ts';

/** The whole sound of a file as a player plays it: mono at 48 kHz, sample 0 at the file's time zero. */
export interface SoundReading {
  readonly samples: Int16Array;
  readonly messages: readonly string[];
}

/** An `ffmpeg` output of the first track of sound, for an input that is read with `-copyts`. */
export function soundOutput(zeroSeconds: number, target: string): string[] {
  const firstPts = Math.round(zeroSeconds * HEARD_HZ);
  return [
    ...['-map', '0:a:0', '-af', `aresample=${HEARD_HZ}:async=1:min_hard_comp=0.01:first_pts=${firstPts}`],
    ...['-ac', '1', '-f', 's16le', target],
  ];
}

export function samplesOf(pcm: Buffer): Int16Array {
  return new Int16Array(pcm.buffer, pcm.byteOffset, Math.floor(pcm.length / 2));
}

/** Decodes the sound of a file whose time zero lies at `zeroSeconds` of its own clock. */
export async function readSound(path: string, zeroSeconds = 0): Promise<SoundReading> {
  const { stdout, stderr } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-copyts', '-i', `file:${path}`, ...soundOutput(zeroSeconds, 'pipe:1')],
  ]);
  return { samples: samplesOf(stdout), messages: stderr.split('\n').filter((line) => line.trim() !== '') };
}
