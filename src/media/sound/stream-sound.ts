import { createSoundReader, type SoundReader, type SoundToRead } from './read-sound.ts';

/** Silence is handed out in pieces of so many samples. */
const silentSamples = 65_536;

/**
 * Reads what `decodeSoundArgs` prints as one stream of 16-bit samples of one channel: sample *n* is the source at
 * `n / sampleRate`, silence where it is silent, and nothing behind `samples`.
 */
export function createSoundStream(
  sound: Omit<SoundToRead, 'channels' | 'pass'> & { readonly samples: number },
  onBytes: (bytes: Uint8Array) => Promise<void> | void,
): SoundReader {
  let position = 0;
  const fillTo = async (end: number): Promise<void> => {
    for (; position < end; position += Math.min(silentSamples, end - position))
      await onBytes(new Uint8Array(2 * Math.min(silentSamples, end - position)));
  };
  const reader = createSoundReader({ ...sound, channels: 1, pass: 0 }, async (samples, at) => {
    await fillTo(Math.min(at, sound.samples));
    const own = samples.subarray(0, Math.max(0, sound.samples - position));
    position += own.length;
    if (own.length > 0) await onBytes(new Uint8Array(own.buffer, own.byteOffset, own.byteLength));
  });
  return { feed: reader.feed, end: reader.end };
}
