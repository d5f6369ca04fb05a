import type { Problem } from '../../contract/problems.ts';
import type { VideoFacts } from '../../planner/facts/facts.ts';
import { notMedia, readProbeJson } from './parse-probe.ts';
import { videoFacts } from './picture-facts.ts';

/** Wider or higher pictures are refused, as those of footage are. */
const maxSide = 8192;

/** sRGB, which pictures are in that do not say otherwise; those of JPEG are stored with the matrix of BT.601. */
const srgb = { primaries: 'bt709', transfer: 'iec61966-2-1', range: 'pc' } as const;

/** Reads ffprobe's JSON of a single picture. `name` is what people call it. */
export function parseStill(json: string, name: string): VideoFacts | Problem {
  const stream = readProbeJson(json)?.streams.find(({ codec_type: kind }) => kind === 'video');
  if (!stream?.width || !stream.height) return notMedia(name);
  if (Math.max(stream.width, stream.height) > maxSide) {
    return {
      code: 'SOURCE_TOO_DEMANDING',
      message: `${name} is ${stream.width} × ${stream.height}; pictures may be 8192 pixels wide and high at most.`,
      hint: 'Make it smaller, for instance with `ffmpeg -i in.png -vf scale=1920:-2 out.png`.',
    };
  }
  const facts = videoFacts(stream);
  const isRgb = /^(rgb|bgr|gbr|argb|abgr|pal|gray|ya|mono)/.test(facts.pixelFormat);
  const isPalette = facts.pixelFormat.startsWith('pal');
  const colour = { ...srgb, matrix: isRgb ? 'gbr' : 'bt470bg' };
  return { ...facts, hasAlpha: facts.hasAlpha || isPalette, isInterlaced: false, colour };
}
