import type { Footage } from '../footage/spec.ts';
import { HEARD_HZ, levelOf, locateSound } from './correlate.ts';
import { nameCode } from './frame-code.ts';
import { codeAt, readPicture } from './read-picture.ts';
import { toFloat } from './rational.ts';
import { readSound } from './read-sound.ts';

const WINDOW = 4096;

function hear(footage: Footage, samples: Int16Array, atSeconds: number): string[] {
  const { audio } = footage;
  if (audio === null) return [];
  const from = Math.round(atSeconds * HEARD_HZ);
  if (from + WINDOW > samples.length) return [`no sound at ${atSeconds.toFixed(2)} s`];
  const voiceSeconds = from / HEARD_HZ - audio.voiceOriginSeconds;
  const match = locateSound(samples, { voice: audio.voice, voiceSeconds, from, length: WINDOW }, 4800);
  const level = levelOf(samples, from, WINDOW).toFixed(3);
  if (match.likeness < 0.6) return [`sound at ${atSeconds.toFixed(2)} s is another (level ${level})`];
  const isOff = Math.abs(match.offsetSamples) > 0.0006 * HEARD_HZ;
  return isOff
    ? [`sound at ${atSeconds.toFixed(2)} s is ${match.offsetSamples.toFixed(1)} samples late`]
    : [];
}

/** Instants well inside what should sound: behind every rim. */
function listeningPoints({ audio }: Footage): number[] {
  if (audio === null) return [];
  const rims = [...audio.holes.map(([, to]) => to), audio.startSeconds].map((rim) => rim + 0.15);
  return [...rims, (audio.startSeconds + audio.endSeconds) / 2, audio.endSeconds - 0.3].filter(
    (at) => !audio.holes.some(([from, to]) => at > from - 0.1 && at < to),
  );
}

/** Decodes a film from end to end and says where it is not what its truth claims; nothing if all is well. */
export async function checkFootage(footage: Footage): Promise<string[]> {
  const { display, path, frames } = footage;
  const whole = { ...display, left: 0, top: 0 };
  const reading = await readPicture(path, [whole], { display });
  const complaints = reading.messages.map((message) => `decoder: ${message}`);
  if (reading.frames !== frames.length) complaints.push(`${reading.frames} frames, not ${frames.length}`);
  frames.forEach(({ code }, at) => {
    const found = codeAt(reading, at, 0);
    if (found !== code) complaints.push(`frame ${at} is ${nameCode(found)}, not ${nameCode(code)}`);
  });
  if (footage.audio === null) return complaints;
  const { samples } = await readSound(path, toFloat(footage.clockZero));
  return [...complaints, ...listeningPoints(footage).flatMap((at) => hear(footage, samples, at))];
}
