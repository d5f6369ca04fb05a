import { describe, expect, it } from 'vitest';
import { judgeWindow } from '../../../src/render/check/sound/judge-window.ts';
import { fillNoise } from '../../media/oracle/noise.ts';

const [sampleRate, channels, margin, frames] = [48_000, 2, 2880, 16_384];
type Wave = (frame: number, channel: number) => number;

const noise = new Float32Array(3 * frames);
fillNoise(3, 0, sampleRate, noise);
const noisy: Wave = (frame) => 30_000 * (noise[frame + frames] ?? 0);
const tone: Wave = (frame) => 9000 * Math.sin((2 * Math.PI * 440 * frame) / sampleRate);

function judged(wanted: Wave, heard: Wave) {
  const fill = (wave: Wave, from: number, length: number) =>
    Int16Array.from({ length: length * channels }, (_, i) =>
      Math.round(wave(from + Math.floor(i / channels), i % channels)),
    );
  return judgeWindow({
    ...{ sampleRate, channels, margin },
    expected: fill(wanted, 0, frames),
    heard: fill(heard, -margin, frames + 2 * margin),
  });
}

describe('a stretch of decoded sound is compared with what went in', () => {
  it('is right where it is up to a millisecond off, louder, or its sides are opposed', () => {
    for (const shift of [0, 24, -40])
      expect(judged(noisy, (frame) => 0.7 * noisy(frame - shift, 0))).toEqual({ kind: 'right' });
    const opposed: Wave = (frame, channel) => (channel === 0 ? 1 : -1) * noisy(frame, 0);
    expect(judged(opposed, opposed)).toEqual({ kind: 'right' });
  });

  it.each([-2000, -336, -60, 60, 336, 2000])('is displaced where it is %i frames late', (shift) => {
    const verdict = judged(noisy, (frame) => noisy(frame - shift, 0));
    if (verdict.kind !== 'displaced') throw new Error(verdict.kind);
    expect(Math.abs(verdict.seconds * sampleRate - shift)).toBeLessThan(9);
  });

  it('cannot say on which wave of a tone it stands', () => {
    expect(judged(tone, (frame) => tone(frame - 336, 0))).toEqual({ kind: 'right' });
  });

  it('says what is quiet, missing and other', () => {
    // Codecs remove what is very low or high.
    const rumble: Wave = (frame) => 8000 * Math.sin((2 * Math.PI * 2 * frame) / sampleRate) + 500;
    const whistle: Wave = (frame) => 30_000 * Math.sin((2 * Math.PI * 20_300 * frame) / sampleRate);
    for (const wanted of [() => 0, () => 5, () => 12_000]) expect(judged(wanted, () => 0).kind).toBe('quiet');
    expect([judged(noisy, rumble).kind, judged(noisy, () => 0).kind]).toEqual(['missing', 'missing']);
    expect(judged(noisy, (frame) => noisy(frame + 9000, 0)).kind).toBe('unlike');
    expect([judged(rumble, () => 0).kind, judged(whistle, () => 0).kind]).toEqual(['quiet', 'quiet']);
  });
});
