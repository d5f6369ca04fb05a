import { open } from 'node:fs/promises';
import { AdtsReader, type AdtsStream } from '../../../mp4/aac/adts.ts';
import type { Malformed } from '../../../mp4/read/box.ts';
import { readRange } from '../../../disk/read-range.ts';

const windowBytes = 4 * 2 ** 20;

/**
 * Reads the packet list of an ADTS file (`-f adts`), holding a few megabytes of it at a time; `offset` and `size`
 * are those of the file, of which only the first `bytes` are looked at. Rejects with `signal.reason` when aborted, and with the system's error.
 */
export async function readAdts(
  path: string,
  options: { signal?: AbortSignal; bytes?: number } = {},
): Promise<AdtsStream | Malformed> {
  const file = await open(path, 'r');
  try {
    const size = options.bytes ?? (await file.stat()).size;
    const reader = new AdtsReader();
    for (let from = -1; from !== reader.position && reader.position < size;) {
      from = reader.position;
      const wanted = Math.min(windowBytes, size - from);
      const problem = reader.read(
        await readRange(file, { offset: from, size: wanted, signal: options.signal }),
        from,
      );
      if (problem) return problem;
    }
    return reader.finish(size);
  } finally {
    await file.close();
  }
}
