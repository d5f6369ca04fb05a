import { AdtsReader, type AdtsStream } from '../../../src/mp4/aac/adts.ts';
import type { Malformed } from '../../../src/mp4/read/box.ts';

/** A whole ADTS stream at once. */
export function parseAdts(bytes: Uint8Array): AdtsStream | Malformed {
  const reader = new AdtsReader();
  return reader.read(bytes, 0) ?? reader.finish(bytes.length);
}
