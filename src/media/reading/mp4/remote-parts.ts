import { remoteFolders, type ByteRange } from '../../../disk/remote-files.ts';
import type { SampleTable } from '../../../mp4/read/sample-table.ts';
import type { Track } from '../../../mp4/read/track.ts';
import { readMp4Index, type Mp4Index } from './mp4-index.ts';

/** Where the bytes of a source are that lies elsewhere, for children who read parts of it. */
export interface RemoteParts {
  /** What a demuxer reads before it is asked for anything. */
  readonly head: readonly ByteRange[];
  readonly sounds: readonly SoundTable[];
}

interface SoundTable extends Pick<SampleTable, 'offset' | 'size' | 'dts'> {
  readonly streamIndex: number;
  readonly timescale: number;
}

/** Demuxers look at the first packets of each track until they know the codecs: up to 5 MB (FFmpeg's `probesize`). */
const probed = { seconds: 3, bytes: 6_000_000, least: 2 } as const;

/** Undefined where it is an ordinary file, or has no index: then a child needs all of it. */
export async function remotePartsOf(path: string, signal: AbortSignal): Promise<RemoteParts | undefined> {
  if (!remoteFolders.of(path)) return undefined;
  const index = await readMp4Index(path, { signal });
  return 'unsupported' in index ? undefined : partsOfIndex(index);
}

/** The same of an index that has been read. */
export function partsOfIndex(index: Mp4Index): RemoteParts | undefined {
  if (!remoteFolders.of(index.path)) return undefined;
  const { tracks } = index.movie;
  const sounds = tracks.flatMap(({ kind, table, timescale }, streamIndex) =>
    kind === 'audio'
      ? [{ streamIndex, timescale, offset: table.offset, size: table.size, dts: table.dts }]
      : [],
  );
  return { head: [[0, 4096], index.range, ...tracks.flatMap(headOf)], sounds };
}

function headOf({ table, timescale }: Track): ByteRange[] {
  const ranges: ByteRange[] = [];
  let bytes = 0;
  for (let i = 0; i < table.count; i++) {
    const seconds = ((table.dts[i] ?? 0) - (table.dts[0] ?? 0)) / timescale;
    if (i >= probed.least && (seconds > probed.seconds || bytes > probed.bytes)) break;
    ranges.push(sampleRange(table, i));
    bytes += table.size[i] ?? 0;
  }
  return ranges;
}

export function sampleRange(
  { offset, size }: Pick<SampleTable, 'offset' | 'size'>,
  sample: number,
): ByteRange {
  const start = offset[sample] ?? 0;
  return [start, start + (size[sample] ?? 0)];
}
