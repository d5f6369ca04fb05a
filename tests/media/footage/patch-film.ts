import { join } from 'node:path';
import { runMediaTool } from './run-media-tool.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/**
 * What is easily seen to be wrong: skin of three tones, the primaries, greys. BT.709, full range, 8 bits. All of them lie
 * within the primaries of every film: what lies outside zimg clips on processors without AVX-512, and keeps on others.
 */
export const PATCHES: Readonly<Record<string, Colour>> = {
  'light skin': [240, 200, 170],
  skin: [198, 134, 66],
  'dark skin': [110, 62, 38],
  red: [200, 50, 50],
  green: [80, 170, 70],
  blue: [40, 60, 190],
  grey: [128, 128, 128],
  white: [235, 235, 235],
};

const COUNT = Object.keys(PATCHES).length;
const SIDE = 48;
const WIDTH = COUNT * SIDE;

function paint(): Uint8Array {
  const row = Object.values(PATCHES).flatMap((colour) => Array.from({ length: SIDE }, () => colour).flat());
  return Uint8Array.from(Array.from({ length: SIDE }, () => row).flat());
}

export interface PatchFilm {
  /** File name, with the container's ending. */
  readonly name: string;
  /** From BT.709 full-range RGB to what the camera records. */
  readonly filter: string;
  readonly encoder: readonly string[];
  readonly frames?: number;
}

/** One second of patches, as a camera that records in other colours sees them; answers the path. */
export async function makePatchFilm(folder: string, film: PatchFilm): Promise<string> {
  const path = join(folder, film.name);
  const frame = paint();
  const frames = Array.from({ length: film.frames ?? 30 }, () => frame);
  await runMediaTool(
    'ffmpeg',
    [
      ...['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${WIDTH}x${SIDE}`, '-r', '30'],
      ...['-i', 'pipe:0', '-vf', film.filter, ...film.encoder, path],
    ],
    { feeds: [frames] },
  );
  return path;
}

/**
 * The patches of a film's twentieth frame as a player shows them: RGB by the film's own tags, which must be
 * BT.709 and limited for what we make.
 */
export async function readPatches(path: string, at = 20): Promise<Record<string, Colour>> {
  const { stdout } = await runMediaTool('ffmpeg', [
    ...[
      '-v',
      'error',
      '-i',
      `file:${path}`,
      '-vf',
      `select=eq(n\\,${at}),scale=${WIDTH}:${SIDE}:flags=bilinear`,
    ],
    ...['-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ]);
  return Object.fromEntries(Object.keys(PATCHES).map((name, patch) => [name, meanOf(stdout, patch)]));
}

/** Mean colour of the middle of a patch. */
function meanOf(picture: Buffer, patch: number): Colour {
  const sums = [0, 0, 0];
  const [from, to] = [SIDE / 4, (3 * SIDE) / 4];
  for (let y = from; y < to; y += 1) {
    for (let x = from; x < to; x += 1) {
      const at = 3 * (y * WIDTH + patch * SIDE + x);
      for (let channel = 0; channel < 3; channel += 1) {
        sums[channel] = (sums[channel] ?? 0) + (picture[at + channel] ?? 0);
      }
    }
  }
  const [red = 0, green = 0, blue = 0] = sums.map((sum) => Math.round(sum / (to - from) ** 2));
  return [red, green, blue];
}
