import { brokenPacketTicks } from '../../ffmpeg/answers/classify-failure.ts';
import { packetArgs } from '../../ffmpeg/answers/probe-args.ts';
import type { ReadSource } from '../../media/reading/read-types.ts';
import { runFfprobe } from '../../media/reading/probing/run-ffprobe.ts';
import { isWholePes } from '../../media/reading/whole-pes.ts';
import type { ChildContext } from '../child/run-child.ts';

/** Most packets called corrupt that are looked at one by one; a file with more is not only joined. */
const mostLookedAt = 200;

/** Where a packet begins in its file, by its decode time. */
export interface PacketPlace {
  readonly dts: number | undefined;
  readonly position: number | undefined;
}

/**
 * Decode times of pictures that did not arrive whole, by what a child said while it read its source. Where transport
 * streams were joined, demuxers call whole ones corrupt, too: `places` says where to look.
 */
export async function brokenTicks(
  source: ReadSource,
  heard: { readonly words: string; readonly places: readonly PacketPlace[] },
  signal: AbortSignal,
): Promise<number[]> {
  const said = [...new Set(brokenPacketTicks(heard.words, source.facts.video.streamIndex))];
  if (!source.facts.container.includes('mpegts')) return said;
  const positions = new Map(heard.places.map(({ dts, position }) => [dts, position]));
  const broken: number[] = [];
  for (const [i, tick] of said.entries()) {
    const position = positions.get(tick);
    const isWhole =
      position !== undefined && i < mostLookedAt && (await isWholePes(source.path, position, signal));
    if (!isWhole) broken.push(tick);
  }
  return broken;
}

/** Whether any picture of a source did not arrive whole, by what was said while all of it was read. */
export async function isDamagedStream(
  { tools, signal }: ChildContext,
  source: ReadSource,
  words: string,
): Promise<boolean> {
  const { streamIndex } = source.facts.video;
  if (brokenPacketTicks(words, streamIndex).length === 0) return false;
  const args = packetArgs(source.path, streamIndex);
  const listing = { args, path: source.path, depth: 'packets', name: 'a source', signal } as const;
  const places = placesOf(await runFfprobe(tools, listing));
  return (await brokenTicks(source, { words, places }, signal)).length > 0;
}

/** Of `pts,dts,duration,size,pos,flags`. */
function placesOf(csv: string): PacketPlace[] {
  return [...csv.matchAll(/^[^,\n]*,(-?\d+),[^,\n]*,[^,\n]*,(\d+),/gm)].map(([, dts, position]) => ({
    dts: Number(dts),
    position: Number(position),
  }));
}
