import { z } from 'zod';
import type { HdrFacts, MasteringDisplay } from '../../planner/facts/facts.ts';
import { multiply, parseRational, rational, round, type Rational } from '../../timeline/rational.ts';
import { guardArgs, inputArgs } from '../input/input-args.ts';

/** Packets that are decoded until a picture comes out: at the start of a recording the first may give none. */
const packets = 12;

/** Prints what stands beside the first pictures of a stream, for `parseHdr`. */
export function hdrArgs(absolutePath: string, streamIndex: number): string[] {
  return [
    ...['-v', 'error', '-hide_banner', ...guardArgs(), '-select_streams', String(streamIndex)],
    ...['-read_intervals', `%+#${packets}`, '-show_frames', '-show_streams'],
    ...['-show_entries', 'frame_side_data:stream_side_data', '-of', 'json', ...inputArgs(absolutePath)],
  ];
}

const sideData = z.array(z.looseObject({ side_data_type: z.string().default('') })).default([]);
const answerSchema = z.object({
  frames: z.array(z.object({ side_data_list: sideData })).default([]),
  streams: z.array(z.object({ side_data_list: sideData })).default([]),
});

type SideData = z.infer<typeof sideData>[number];

/** Reads the answer to `hdrArgs`: what holds for all pictures, and whether each says something of its own. */
export function parseHdr(json: string): HdrFacts {
  const parsed = answerSchema.safeParse(readJson(json));
  if (!parsed.success) return {};
  const { frames, streams } = parsed.data;
  const all = [...frames, ...streams].flatMap(({ side_data_list }) => side_data_list);
  const find = (name: RegExp) => all.find(({ side_data_type }) => name.test(side_data_type));
  const mastering = masteringOf(find(/^mastering display/i));
  const light = lightOf(find(/^content light/i));
  const dynamic = find(/dolby vision|^dovi/i) ? 'Dolby Vision' : find(/2094-40|hdr10\+/i) && 'HDR10+';
  return { ...(mastering && { mastering }), ...(light && { light }), ...(dynamic && { dynamic }) };
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Both halves are wanted: a screen without its brightness, or the other way round, is written by no standard. */
function masteringOf(data: SideData | undefined): MasteringDisplay | undefined {
  if (!data) return undefined;
  const units = (name: string, perUnit: number) => {
    const text = data[name];
    const value = typeof text === 'string' ? parseRational(text) : undefined;
    return value && inUnits(value, perUnit);
  };
  const place = (name: string) => [units(`${name}_x`, 50_000), units(`${name}_y`, 50_000)];
  const chromaticities = ['green', 'blue', 'red', 'white_point'].flatMap(place);
  const [maxLuminance, minLuminance] = [units('max_luminance', 10_000), units('min_luminance', 10_000)];
  const [gx, gy, bx, by, rx, ry, wx, wy] = chromaticities.filter((value) => value !== undefined);
  if (wx === undefined || wy === undefined || maxLuminance === undefined || minLuminance === undefined)
    return undefined;
  if (gx === undefined || gy === undefined || bx === undefined || by === undefined) return undefined;
  if (rx === undefined || ry === undefined) return undefined;
  return { chromaticities: [gx, gy, bx, by, rx, ry, wx, wy], maxLuminance, minLuminance };
}

function inUnits(value: Rational, perUnit: number): number {
  return Number(round(multiply(value, rational(perUnit))));
}

function lightOf(data: SideData | undefined): HdrFacts['light'] {
  const [maxContent, maxAverage] = [Number(data?.['max_content']), Number(data?.['max_average'])];
  return maxContent > 0 || maxAverage > 0 ? { maxContent, maxAverage } : undefined;
}
