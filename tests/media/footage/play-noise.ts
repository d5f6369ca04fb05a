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

/** Interleaved 16-bit little-endian samples, the same noise in every channel. */
export function* playNoise(track: NoiseTrack): Generator<Uint8Array> {
  for (let from = 0; from < track.samples; from += BLOCK) {
    const mono = new Float32Array(Math.min(BLOCK, track.samples - from));
    fillNoise(track.voice, track.fromSeconds + from / track.rate, track.rate, mono);
    const samples = new Int16Array(mono.length * track.channels);
    mono.forEach((value, at) => {
      const level = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
      samples.fill(level, at * track.channels, (at + 1) * track.channels);
    });
    yield new Uint8Array(samples.buffer);
  }
}
