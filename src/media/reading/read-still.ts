import { ProblemError } from '../../contract/problems.ts';
import { openReadable } from '../../disk/open-readable.ts';
import { parseStill } from '../../ffmpeg/answers/parse-still.ts';
import { probeStillArgs } from '../../ffmpeg/answers/probe-args.ts';
import { BOUNDARY, type VideoFacts } from '../../planner/facts/facts.ts';
import { rational, zero } from '../../timeline/rational.ts';
import type { SourceIdentity } from './identity/identify-source.ts';
import type { ReadSource, SourceToRead } from './read-types.ts';
import { runFfprobe } from './probing/run-ffprobe.ts';
import type { ProbeTools } from './tools.ts';

/** How files of single pictures begin: PNG, JPEG, WebP. */
const signatures = [
  { at: 0, bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
  { at: 0, bytes: Buffer.from('ffd8ff', 'hex') },
  { at: 8, bytes: Buffer.from('WEBP', 'latin1') },
];

/** A picture that stays has no end; a week is longer than any programme. */
const forever = rational(7 * 24 * 3600);

/** A picture has no rate; something has to stand there. */
const noRate = rational(25);

/** Whether a file is a single picture, by its first bytes. Rejects as `openReadable` does. */
export async function isStill(path: string, signal?: AbortSignal): Promise<boolean> {
  await using file = await openReadable(path, { signal });
  const head = Buffer.alloc(16);
  await file.read(head, { position: 0 });
  return signatures.some(({ at, bytes }) => head.subarray(at, at + bytes.length).equals(bytes));
}

/** What a single picture is. Throws the `ProblemError` that says why it cannot be shown. */
export async function probeStill(
  tools: ProbeTools,
  { path, name, signal }: SourceToRead,
): Promise<VideoFacts> {
  const answer = await runFfprobe(tools, { args: probeStillArgs(path), path, depth: 'head', name, signal });
  const video = parseStill(answer, name);
  if ('code' in video) throw new ProblemError(video);
  return video;
}

/** A picture as a source that shows it from its start on, for as long as anybody asks. */
export async function readStill(
  tools: ProbeTools,
  source: SourceToRead,
  { key, bytes, stamp }: SourceIdentity,
): Promise<ReadSource> {
  const video = await probeStill(tools, source);
  const [origin, end] = [zero, forever];
  const tracks = [
    { index: 0, kind: 'video', codec: video.codec, isCoverArt: false, isDefault: true },
  ] as const;
  return {
    ...{ path: source.path, name: source.name, stamp },
    facts: {
      ...{ identity: key, bytes, container: stillContainer, origin, end, audio: null, tracks },
      video: { ...video, rate: noRate },
    },
    index: {
      timing: { timebase: noRate, pts: Float64Array.of(0), origin, end },
      rank: Int32Array.of(0),
      boundary: Uint8Array.of(BOUNDARY.keyframe),
      size: Uint32Array.of(bytes),
    },
    ...{ bytes: undefined, sound: undefined, soundBytes: undefined },
  };
}

/** What stands in the facts of a single picture where others name their container. */
export const stillContainer = 'still';
