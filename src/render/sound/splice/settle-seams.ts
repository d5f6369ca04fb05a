import { openReadable, type ReadableFile } from '../../../disk/open-readable.ts';
import { readRange } from '../../../disk/read-range.ts';
import type { ReadSound } from '../../../media/reading/read-types.ts';
import {
  AAC_HEAD_BYTES,
  parseAacWindow,
  type AacWindow,
  type WindowShape,
} from '../../../mp4/aac/aac-window.ts';
import type { SoundCopy } from '../../../planner/plan/audio-plan.ts';
import { leastPackets } from '../../../planner/sound/splice-sound.ts';

/** A copy whose ends fit to packets that an encoder makes. */
export interface SettledCopy extends SoundCopy {
  /** How the source's packet before the first one ends; undefined where the copy begins the track. */
  readonly shapeBefore: WindowShape | undefined;
  /** How the last one ends; undefined where the copy ends the track. */
  readonly shapeAtEnd: WindowShape | undefined;
}

/** A seam goes so many packets into a copy in search of long windows; sounds that have none there are encoded. */
const reachPackets = 32;

/** Reads how packets of the sources begin and end, each once. */
export interface WindowReader extends AsyncDisposable {
  /** Undefined where there is no such packet, or none whose window can be read. */
  readonly read: (source: number, packet: number) => Promise<AacWindow | undefined>;
}

export function openWindowReader(
  sources: readonly (ReadSound | undefined)[],
  signal: AbortSignal,
): WindowReader {
  const files = new Map<string, Promise<ReadableFile>>();
  const openOnce = (path: string): Promise<ReadableFile> => {
    const file = files.get(path) ?? openReadable(path, { signal });
    files.set(path, file);
    return file;
  };
  return {
    read: async (source, packet) => {
      const sound = sources[source]?.soundBytes;
      const offset = sound?.track.table.offset[packet];
      const bytes = sound?.track.table.size[packet];
      if (!sound || offset === undefined || bytes === undefined) return undefined;
      const file = await openOnce(sound.path);
      return parseAacWindow(await readRange(file, { offset, size: Math.min(bytes, AAC_HEAD_BYTES), signal }));
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([...files.values()].map(async (file) => (await file).close()));
    },
  };
}

/**
 * Moves both ends of each copy inwards to where the source's own packets overlap with long slopes, which is what an
 * encoder's packets can take the place of. Copies that become too short are left out. `packets` are those of the track.
 */
export async function settleSeams(
  copies: readonly SoundCopy[],
  { windows, packets }: { windows: WindowReader; packets: number },
): Promise<SettledCopy[]> {
  const settled = await Promise.all(
    copies.map(async (copy) => {
      const start = copy.fromPacket === 0 ? { moved: 0, shape: undefined } : await settleStart(copy, windows);
      const end = copy.toPacket === packets ? { moved: 0, shape: undefined } : await settleEnd(copy, windows);
      if (!start || !end) return [];
      const fromPacket = copy.fromPacket + start.moved;
      const toPacket = copy.toPacket - end.moved;
      if (toPacket - fromPacket < leastPackets) return [];
      const sourcePacket = copy.sourcePacket + start.moved;
      const shapes = { shapeBefore: start.shape, shapeAtEnd: end.shape };
      return [{ source: copy.source, fromPacket, toPacket, sourcePacket, ...shapes }];
    }),
  );
  return settled.flat();
}

interface Settled {
  readonly moved: number;
  readonly shape: WindowShape | undefined;
}

async function settleStart(copy: SoundCopy, windows: WindowReader): Promise<Settled | undefined> {
  let before = await windows.read(copy.source, copy.sourcePacket - 1);
  for (let moved = 0; moved < reachPackets; moved++) {
    const first = await windows.read(copy.source, copy.sourcePacket + moved);
    if (before?.endsLong && first?.startsLong) return { moved, shape: before.shape };
    before = first;
  }
  return undefined;
}

async function settleEnd(copy: SoundCopy, windows: WindowReader): Promise<Settled | undefined> {
  const last = copy.sourcePacket + copy.toPacket - copy.fromPacket - 1;
  for (let moved = 0; moved < reachPackets; moved++) {
    const own = await windows.read(copy.source, last - moved);
    if (own?.endsLong) return { moved, shape: own.shape };
  }
  return undefined;
}
