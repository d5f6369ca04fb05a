/** Collects the largest amplitude of each bucket from a stream of 16-bit samples. */
export interface PeakMeter {
  /** Raw little-endian bytes; a sample may be cut in two between calls. */
  readonly push: (bytes: Uint8Array) => void;
  /** One byte a bucket, 255 is full scale; silent behind the end of the sound. */
  readonly peaks: () => Uint8Array;
}

/** For `count` buckets of `samplesPerBucket` samples. What comes after them is ignored. */
export function createPeakMeter(samplesPerBucket: number, count: number): PeakMeter {
  const peaks = new Uint8Array(count);
  let bucket = 0;
  let left = samplesPerBucket;
  let loudest = 0;
  let half: number | undefined;
  const take = (sample: number): void => {
    loudest = Math.max(loudest, Math.abs(sample));
    left -= 1;
    if (left === 0) close();
  };
  const close = (): void => {
    if (bucket < count) peaks[bucket] = Math.min(255, Math.round((loudest * 255) / 32_768));
    bucket += 1;
    left = samplesPerBucket;
    loudest = 0;
  };
  return {
    push: (bytes) => {
      let at = 0;
      if (half !== undefined && bytes.length > 0) {
        take((((bytes[0] ?? 0) << 24) >> 16) | half);
        at = 1;
        half = undefined;
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (; at + 1 < bytes.length; at += 2) take(view.getInt16(at, true));
      if (at < bytes.length) half = bytes[at];
    },
    peaks: () => {
      if (left < samplesPerBucket) close();
      return peaks;
    },
  };
}
