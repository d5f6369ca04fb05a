import { open, rm } from 'node:fs/promises';
import { decodeAdtsArgs } from '../../ffmpeg/sound/audio-args.ts';
import { adtsHeader } from '../../mp4/aac/adts.ts';
import { runChild, type ChildContext } from '../child/run-child.ts';
import { SampleLane, type LaneRun } from '../movie/write-movie-lane.ts';

export interface PacketsToDecode {
  /** `sound around the cuts`: for the log. */
  readonly label: string;
  /** AAC packets of any files, all of one format (`isSpliceable`). */
  readonly runs: readonly LaneRun[];
  /** A file of the attempt's own, for the stream that is made of them. */
  readonly path: string;
  /** Gets 16-bit stereo samples, 1024 of each packet, in pieces of any size. */
  readonly onSamples: (bytes: Uint8Array) => Promise<void>;
}

/** Bytes that are written to the stream at once, about. */
const writeBytes = 2 ** 18;

/**
 * Decodes packets from all over as one stream, in one child, and answers what the decoder said. What comes of the first
 * packet of each run lacks what the one before it in its file would have added: it is no use.
 */
export async function decodePackets(context: ChildContext, work: PacketsToDecode): Promise<string> {
  const { label, path, onSamples } = work;
  await writePackets(work, context.signal);
  const words = await runChild(context, {
    ...{ label, reads: [path], writes: [], onData: onSamples },
    args: () => decodeAdtsArgs(path),
  });
  await rm(path, { force: true });
  return words;
}

/** Writes AAC packets of any files as one ADTS stream. */
export async function writePackets(
  { runs, path }: Pick<PacketsToDecode, 'runs' | 'path'>,
  signal: AbortSignal,
): Promise<void> {
  const lane = new SampleLane(runs, signal);
  const file = await open(path, 'w');
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const flush = async () => {
    await file.writeFile(Buffer.concat(parts));
    [parts, bytes] = [[], 0];
  };
  try {
    for (const [run, { size }] of runs.entries()) {
      for (let i = 0; i < size.length; i++) {
        const packet = lane.peek(run, i) ?? (await lane.read(run, i));
        // What the lane gives is valid until it is asked again.
        parts.push(adtsHeader(packet.length), Buffer.from(packet));
        bytes += packet.length;
        if (bytes > writeBytes) await flush();
      }
    }
    await flush();
  } finally {
    await lane.close();
    await file.close();
  }
}
