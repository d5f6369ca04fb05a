import { hdrArgs, parseHdr } from '../../../ffmpeg/answers/parse-hdr.ts';
import type { VideoFacts } from '../../../planner/facts/facts.ts';
import { isHdrCurve } from '../../../planner/pictures/transfer-curves.ts';
import type { ProbeTools } from '../tools.ts';
import type { SourceToRead } from '../read-types.ts';
import { runFfprobe } from './run-ffprobe.ts';

/** Of PQ and HLG: brightness is stated beside the pictures, in the bitstream or in the container. A decoder knows both. */
export async function withHdr(
  tools: ProbeTools,
  { path, name, signal }: SourceToRead,
  video: VideoFacts,
): Promise<VideoFacts> {
  if (!isHdrCurve(video.colour.transfer ?? '')) return video;
  const args = hdrArgs(path, video.streamIndex);
  return { ...video, hdr: parseHdr(await runFfprobe(tools, { args, path, depth: 'head', name, signal })) };
}
