import { ENVELOPE_RATE, SAMPLE_RATE } from '../sync/envelope.ts';
import type { ListenedFile, HeardTrack } from './listen.ts';

/** A file in its place in the recording; times in seconds of the recording. */
interface Placed {
  readonly track: HeardTrack | undefined;
  readonly from: number;
  /** Infinite for the last one. */
  readonly to: number;
}

/** The files of a recording, one after the other, as one track; undefined where none of them has sound. */
export function joinTracks(files: readonly ListenedFile[]): HeardTrack | undefined {
  const [first] = files;
  if (files.length === 1 || files.every(({ track }) => track === undefined)) return first?.track;
  const placed = placeFiles(files);
  return {
    loudness: joinLoudness(placed),
    read: (from, length) => readJoined(placed, from, length),
    close: async () => {
      await Promise.all(files.flatMap(({ track }) => (track ? [track.close()] : [])));
    },
  };
}

function placeFiles(files: readonly ListenedFile[]): readonly Placed[] {
  let from = 0;
  return files.map(({ track, passesOnAt }, index) => {
    const to = index === files.length - 1 ? Infinity : from + passesOnAt;
    const place = { track, from, to };
    from = to;
    return place;
  });
}

function joinLoudness(placed: readonly Placed[]): Float32Array {
  const last = placed.at(-1);
  const start = Math.round((last?.from ?? 0) * ENVELOPE_RATE);
  const joined = new Float32Array(start + (last?.track?.loudness.length ?? 0));
  for (const { track, from, to } of placed) {
    const at = Math.round(from * ENVELOPE_RATE);
    const end = Math.min(joined.length, Math.round(to * ENVELOPE_RATE));
    if (track) joined.set(track.loudness.subarray(0, end - at), at);
  }
  return joined;
}

/** Samples `[first, first + length)` of the recording; each comes from the file whose stretch it lies in. */
async function readJoined(placed: readonly Placed[], first: number, length: number): Promise<Float32Array> {
  const joined = new Float32Array(length);
  await Promise.all(
    placed.map(async ({ track, from, to }, index) => {
      const start = index === 0 ? -Infinity : Math.round(from * SAMPLE_RATE);
      const begin = Math.max(first, start);
      const end = Math.min(first + length, Math.round(to * SAMPLE_RATE));
      if (!track || end <= begin) return;
      joined.set(await track.read(begin - (index === 0 ? 0 : start), end - begin), begin - first);
    }),
  );
  return joined;
}
