import { HEARD_HZ, locateSound } from '../oracle/correlate.ts';
import { runMediaTool } from './run-media-tool.ts';
import type { FootageAudio } from './spec.ts';

const WINDOW = 8192;
const REACH = 7200;

/** The first seconds of sound as players place it: mono at 48 kHz, sample 0 at the source's time zero. */
async function hear(path: string, zeroSeconds: number, rate: number, seconds: number): Promise<Int16Array> {
  // Counted in samples of the input.
  const from = Math.round(zeroSeconds * rate);
  // Holes of one lost packet stay holes; what is shorter is the rounding of a container's clock.
  const placed = `aresample=${HEARD_HZ}:async=1:first_pts=${from}:min_hard_comp=0.01`;
  const filter = `atrim=end=${zeroSeconds + seconds},${placed}`;
  const { stdout } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-copyts', '-i', path, '-map', '0:a:0', '-af', filter],
    ...['-ac', '1', '-f', 's16le', 'pipe:1'],
  ]);
  return new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
}

/** The same by the place of the first sample alone, wherever FFmpeg would lay it: for clocks that are too coarse. */
async function hearFrom(path: string, delaySeconds: number): Promise<Int16Array> {
  const { stdout } = await runMediaTool('ffmpeg', [
    ...['-v', 'error', '-nostdin', '-i', path, '-map', '0:a:0', '-ar', String(HEARD_HZ)],
    ...['-ac', '1', '-f', 's16le', 'pipe:1'],
  ]);
  const decoded = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2));
  const delay = Math.round(delaySeconds * HEARD_HZ);
  if (delay < 0) return decoded.subarray(-delay);
  const placed = new Int16Array(delay + decoded.length);
  placed.set(decoded, delay);
  return placed;
}

/**
 * How many seconds later than expected the sound of a film comes: listens where the noise really is. Some containers cannot tell the encoder's delay, so that the sound of
 * a perfectly made file comes some ms late: that is then the truth about the file. 0 where there is too little to hear. Throws if the sound is
 * not there at all. `firstSeconds`: where its first sample lies on the file's clock, where that is known better.
 */
export async function hearDelay(
  path: string,
  zeroSeconds: number,
  audio: FootageAudio,
  firstSeconds?: number,
): Promise<number> {
  const at = audio.startSeconds + Math.min(0.4, (audio.endSeconds - audio.startSeconds) / 3);
  const isTooShort = audio.endSeconds - at < (WINDOW + REACH) / HEARD_HZ;
  const isLost = audio.holes.some(([from, to]) => from < at + 0.5 && to > at - 0.2);
  if (isTooShort || isLost) return 0;
  const recording = await (firstSeconds === undefined
    ? hear(path, zeroSeconds, audio.rate, at + 0.5)
    : hearFrom(path, firstSeconds - zeroSeconds));
  const from = Math.round(at * HEARD_HZ);
  const voiceSeconds = from / HEARD_HZ - audio.voiceOriginSeconds;
  const match = locateSound(recording, { voice: audio.voice, voiceSeconds, from, length: WINDOW }, REACH);
  if (match.likeness < 0.5)
    throw new Error(`the sound of ${path} is not to be recognised (${match.likeness})`);
  const offset = match.offsetSamples / HEARD_HZ;
  return Math.abs(offset) < 0.0002 ? 0 : offset;
}
