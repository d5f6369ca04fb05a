import { join } from 'node:path';
import { hasComplaint } from '../../ffmpeg/answers/classify-failure.ts';
import type { ReadSound } from '../../media/reading/read-types.ts';
import { packetSamples } from '../../planner/sound/splice-sound.ts';
import { decodePackets } from './decode-packets.ts';
import type { SoundPick } from './needed-sound.ts';
import type { ChildContext } from '../child/run-child.ts';
import { programmeChannels, type ProgrammeWriter } from './write-programme.ts';

interface PicksToDecode {
  readonly sources: readonly (ReadSound | undefined)[];
  /** A folder of the attempt's own. */
  readonly folder: string;
}

export interface PickedSource {
  readonly source: number;
  readonly writer: ProgrammeWriter;
  readonly picks: readonly SoundPick[] | undefined;
}

/** The sound around the cuts does not come out well by itself: whoever asked takes another way. */
export class PickedSoundError extends Error {
  constructor(words: string) {
    super(`The sound around the cuts does not come out by itself: ${words.slice(0, 200)}`);
    this.name = 'PickedSoundError';
  }
}

const bytesPerFrame = 2 * programmeChannels;

/**
 * Decodes all picks of all sources as one stream and hands each source's writer what is its own. Throws a
 * `PickedSoundError` where they do not decode well.
 */
export async function decodePicks(
  context: ChildContext,
  { sources, folder }: PicksToDecode,
  parts: readonly PickedSource[],
): Promise<void> {
  const picks = parts.flatMap(({ source, writer, picks = [] }) =>
    picks.map((pick) => ({ source, writer, pick })),
  );
  if (picks.length === 0) return;
  const sorter = sortSamples(
    picks.map(({ pick, writer }) => ({
      frames: (pick.toPacket - pick.fromPacket) * packetSamples,
      take: (bytes, at) => {
        const from = Math.max(pick.from, pick.decodedFrom + at);
        const to = Math.min(pick.to, pick.decodedFrom + at + bytes.length / bytesPerFrame);
        const start = (from - pick.decodedFrom - at) * bytesPerFrame;
        return to > from
          ? writer.feed(bytes.subarray(start, start + (to - from) * bytesPerFrame), from)
          : undefined;
      },
    })),
  );
  const words = await decodePackets(context, {
    label: 'sound around the cuts',
    runs: picks.map(({ source, pick }) => soundPacketsOf(sources[source], pick)),
    path: join(folder, 'picked.aac'),
    onSamples: sorter.feed,
  });
  if (hasComplaint(words) || !sorter.isFull()) throw new PickedSoundError(words);
}

/** Where packets of a source lie. */
export function soundPacketsOf(
  source: ReadSound | undefined,
  { fromPacket, toPacket }: { readonly fromPacket: number; readonly toPacket: number },
) {
  if (!source?.soundBytes) throw new Error('Sound is picked of a source that has no packets');
  const { path, track } = source.soundBytes;
  const { offset, size } = track.table;
  return { path, offset: offset.slice(fromPacket, toPacket), size: size.slice(fromPacket, toPacket) };
}

interface SampleTaker {
  readonly frames: number;
  /** `at` counts frames from the taker's first. */
  readonly take: (bytes: Buffer, at: number) => Promise<void> | undefined;
}

/** Shares out one stream of samples to takers, one behind the other. */
function sortSamples(takers: readonly SampleTaker[]): {
  readonly feed: (bytes: Uint8Array) => Promise<void>;
  readonly isFull: () => boolean;
} {
  let [taker, at] = [0, 0];
  let rest: Buffer = Buffer.alloc(0);
  return {
    feed: async (bytes) => {
      let left = Buffer.concat([rest, bytes]);
      for (let own = takers[taker]; own && left.length >= bytesPerFrame; own = takers[taker]) {
        const frames = Math.min(own.frames - at, Math.floor(left.length / bytesPerFrame));
        await own.take(left.subarray(0, frames * bytesPerFrame), at);
        left = left.subarray(frames * bytesPerFrame);
        at += frames;
        if (at === own.frames) [taker, at] = [taker + 1, 0];
      }
      rest = Buffer.from(left);
    },
    isFull: () => taker === takers.length && rest.length === 0,
  };
}
