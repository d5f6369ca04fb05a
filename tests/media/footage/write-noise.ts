import { open } from 'node:fs/promises';
import { cameraNoise, noiseRate } from '../oracle/noise.ts';

/** Writes a camera's noise from a source instant on as a 16-bit mono WAV file at 48 kHz. */
export async function writeNoise(
  path: string,
  part: { camera: number; from: number; seconds: number },
): Promise<void> {
  const total = Math.max(1, Math.round(part.seconds * noiseRate));
  const first = Math.round(part.from * noiseRate);
  const file = await open(path, 'w');
  try {
    await file.write(header(total));
    for (let done = 0; done < total; done += noiseRate) {
      const samples = cameraNoise(part.camera, first + done, Math.min(noiseRate, total - done));
      await file.write(Buffer.from(Int16Array.from(samples, (value) => value * 24_000).buffer));
    }
  } finally {
    await file.close();
  }
}

function header(samples: number): Buffer {
  const bytes = samples * 2;
  const text = Buffer.alloc(44);
  text.write('RIFF', 0);
  text.writeUInt32LE(36 + bytes, 4);
  text.write('WAVEfmt ', 8);
  text.writeUInt32LE(16, 16);
  text.writeUInt16LE(1, 20);
  text.writeUInt16LE(1, 22);
  text.writeUInt32LE(noiseRate, 24);
  text.writeUInt32LE(noiseRate * 2, 28);
  text.writeUInt16LE(2, 32);
  text.writeUInt16LE(16, 34);
  text.write('data', 36);
  text.writeUInt32LE(bytes, 40);
  return text;
}
