import { fillNoise } from '../oracle/noise.ts';

const BLOCK = 48_000;

export interface NoiseTrack {
  readonly voice: number;
  /** On the voice's clock. */
  readonly fromSeconds: number;
  readonly samples: number;
  readonly rate: number;
  readonly channels: number;
}

function fanOut(mono: Float32Array, channels: number): Int16Array {
  const samples = new Int16Array(mono.length * channels);
  for (let at = 0; at < samples.length; at += 1) {
    samples[at] = Math.max(-1, Math.min(1, mono[Math.floor(at / channels)] ?? 0)) * 32_767;
  }
  return samples;
}

/** Interleaved 16-bit little-endian samples, the same noise in every channel. */
export function* playNoise(track: NoiseTrack): Generator<Uint8Array> {
  for (let from = 0; from < track.samples; from += BLOCK) {
    const mono = new Float32Array(Math.min(BLOCK, track.samples - from));
    fillNoise(track.voice, track.fromSeconds + from / track.rate, track.rate, mono);
    const samples = fanOut(mono, track.channels);
    yield new Uint8Array(samples.buffer);
  }
}
