import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from './footage/make-footage.ts';
import { makePatchFilm, PATCHES, readPatches, type Colour, type PatchFilm } from './footage/patch-film.ts';
import { runMediaTool } from './footage/run-media-tool.ts';
import type { Footage } from './footage/spec.ts';
import { openStudios, systemFfmpeg, withEach, type TestFfmpeg, type TestStudios } from './oracle/ffmpegs.ts';

/** One for each FFmpeg: they convert colours by different code. */
let studios: TestStudios;
let folder = '';
let anyFilm: Footage;
beforeAll(async () => {
  studios = await openStudios();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-colour-'));
  anyFilm = await makeFootage({ camera: 1, seconds: 1, size: { width: 192, height: 108 } });
});
afterAll(async () => {
  await studios[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const h264 = (pixels: string, ...tags: string[]): string[] => [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '8', '-pix_fmt', pixels, ...tags],
];
const tags = (primaries: string, transfer: string, matrix: string, range = 'tv'): string[] => [
  ...['-color_primaries', primaries, '-color_trc', transfer, '-colorspace', matrix, '-color_range', range],
];
const rgb = 'zscale=pin=709:tin=709:min=gbr:rin=full';
const toMatrix = (matrix: string, range: string) => `format=gbrp,${rgb}:p=709:t=709:m=${matrix}:r=${range}`;

/** BT.709 light in other primaries, another curve or another matrix, by zscale's names. */
const inColours = (primaries: string, transfer: string, matrix: string) =>
  `format=gbrp16le,${rgb}:p=${primaries}:t=${transfer}:m=${matrix}:r=limited`;

const films: readonly PatchFilm[] = [
  {
    name: 'Display P3.mp4',
    filter: inColours('smpte432', '709', '709'),
    encoder: h264('yuv420p', ...tags('smpte432', 'bt709', 'bt709')),
  },
  {
    name: 'NTSC.mp4',
    filter: inColours('170m', '601', '170m'),
    encoder: h264('yuv420p', ...tags('smpte170m', 'smpte170m', 'smpte170m')),
  },
  {
    name: 'PAL with its own curve.mp4',
    filter: inColours('bt470bg', 'bt470bg', '470bg'),
    encoder: h264('yuv420p', ...tags('bt470bg', 'gamma28', 'bt470bg')),
  },
  {
    name: 'YCgCo.mp4',
    filter: inColours('709', '709', 'ycgco'),
    encoder: h264('yuv420p', ...tags('bt709', 'bt709', 'ycgco')),
  },
  {
    name: 'BT.2020, constant luminance.mp4',
    filter: inColours('2020', '2020_10', '2020_cl'),
    encoder: h264('yuv420p10le', ...tags('bt2020', 'bt2020-10', 'bt2020c')),
  },
  {
    name: 'BT.709.mp4',
    filter: toMatrix('709', 'limited'),
    encoder: h264('yuv420p', ...tags('bt709', 'bt709', 'bt709')),
  },
  {
    name: 'BT.601.mp4',
    filter: toMatrix('170m', 'limited'),
    encoder: h264('yuv420p', ...tags('bt709', 'bt709', 'smpte170m')),
  },
  { name: 'small and untagged.mp4', filter: toMatrix('170m', 'limited'), encoder: h264('yuv420p') },
  {
    name: 'full range.mp4',
    filter: toMatrix('709', 'full'),
    encoder: h264('yuvj420p', ...tags('bt709', 'bt709', 'bt709', 'pc')),
  },
  {
    name: '10 bit 4:2:2.mov',
    filter: toMatrix('709', 'limited'),
    encoder: h264('yuv422p10le', ...tags('bt709', 'bt709', 'bt709')),
  },
  {
    name: '4:4:4.mp4',
    filter: toMatrix('709', 'limited'),
    encoder: h264('yuv444p', ...tags('bt709', 'bt709', 'bt709')),
  },
  {
    name: 'BT.2020.mp4',
    filter: `format=gbrp16le,${rgb}:p=2020:t=2020_10:m=2020_ncl:r=limited`,
    encoder: h264('yuv420p10le', ...tags('bt2020', 'bt2020-10', 'bt2020nc')),
  },
  {
    name: 'ProRes 4444.mov',
    filter: `${toMatrix('709', 'limited')},format=yuv444p10le`,
    encoder: ['-c:v', 'prores_ks', '-profile:v', '4', ...tags('bt709', 'bt709', 'bt709')],
  },
  {
    name: 'RGB.mkv',
    filter: 'format=rgb24',
    encoder: ['-c:v', 'libx264rgb', '-preset', 'ultrafast', '-crf', '8'],
  },
  { name: 'RGB with alpha.mov', filter: 'format=argb', encoder: ['-c:v', 'qtrle', '-pix_fmt', 'argb'] },
  {
    name: 'MJPEG.avi',
    filter: toMatrix('170m', 'full'),
    encoder: ['-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj420p'],
  },
];

/** BT.709 light, white at 203 nits as broadcasters put it, in BT.2020 with a transfer of high range. */
const hdr = (transfer: string): string =>
  `format=gbrpf32le,${rgb}:p=709:t=linear:m=gbr:npl=203,zscale=p=2020:t=${transfer}:m=2020_ncl:r=limited:npl=203`;
const hdrFilms: readonly PatchFilm[] = [
  {
    name: 'PQ.mp4',
    filter: `${hdr('smpte2084')},format=yuv420p10le`,
    encoder: h264('yuv420p10le', ...tags('bt2020', 'smpte2084', 'bt2020nc')),
  },
  {
    name: 'HLG.mov',
    filter: `${hdr('arib-std-b67')},format=yuv420p10le`,
    encoder: h264('yuv420p10le', ...tags('bt2020', 'arib-std-b67', 'bt2020nc')),
  },
];

interface Exporting {
  readonly ffmpeg?: TestFfmpeg | undefined;
  readonly width?: number;
  readonly seconds?: readonly [from: number, to: number];
}

/** What comes out of a film of patches; the system's FFmpeg exports it unless told otherwise. */
async function exportFilm(
  path: string,
  { ffmpeg = systemFfmpeg, width = 384, seconds: [inSeconds, outSeconds] = [0, 1] }: Exporting,
): Promise<string> {
  const source: Footage = { ...anyFilm, path, audio: null };
  const exported = await studios.of(ffmpeg).export({
    codec: 'h264',
    edit: {
      ...{ rate: { num: 30, den: 1 }, width, height: width / 8, includeAudio: false, sources: [source] },
      clips: [{ source: 0, inSeconds, outSeconds, withSound: false }],
    },
  });
  expect(exported.outcome).toMatchObject({ kind: 'completed' });
  return exported.path;
}

async function exportPatches(film: PatchFilm, work: Exporting = {}): Promise<string> {
  return exportFilm(await makePatchFilm(folder, film), work);
}

function distance(a: Colour, b: Colour): number {
  return Math.max(...a.map((value, channel) => Math.abs(value - (b[channel] ?? 0))));
}

async function tagsOf(path: string): Promise<string> {
  const { stdout } = await runMediaTool('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-of', 'csv=p=0'],
    ...['-show_entries', 'stream=pix_fmt,color_range,color_space,color_transfer,color_primaries', path],
  ]);
  return stdout.toString('utf8').trim();
}

describe('colours come out as they were', () => {
  it.each(withEach(films))('$name, by $ffmpeg.name', async ({ ffmpeg, ...film }) => {
    const path = await exportPatches(film, { ffmpeg });
    expect(await tagsOf(path)).toBe('yuv420p,tv,bt709,bt709,bt709');
    const found = await readPatches(path);
    for (const [name, colour] of Object.entries(PATCHES)) {
      expect(distance(found[name] ?? [0, 0, 0], colour), `${name}: ${String(found[name])}`).toBeLessThan(6);
    }
  });
});

describe('high dynamic range is brought down without losing its colours', () => {
  it.each(withEach(hdrFilms))('$name, by $ffmpeg.name', async ({ ffmpeg, ...film }) => {
    const path = await exportPatches(film, { ffmpeg, width: 320 });
    expect(await tagsOf(path)).toBe('yuv420p,tv,bt709,bt709,bt709');
    const found = await readPatches(path);
    for (const [name, colour] of Object.entries(PATCHES)) {
      expect(hueDistance(found[name] ?? [0, 0, 0], colour), `${name}: ${String(found[name])}`).toBeLessThan(
        0.07,
      );
    }
    // White and grey stay what they are, and neither sinks into the dark.
    expect(Math.min(...(found['white'] ?? []))).toBeGreaterThan(165);
    expect(Math.min(...(found['grey'] ?? []))).toBeGreaterThan(95);
  });
});

// From full range on, FFmpeg 7 takes all that follows for full range: a limit that the README names.
const isFollowed = ({ ranges: [first], ffmpeg }: { ranges: readonly string[]; ffmpeg: TestFfmpeg }) =>
  first === 'tv' || ffmpeg.major < 7;
const changes = [{ ranges: ['tv', 'pc'] }, { ranges: ['pc', 'tv'] }] as const;

it.each(withEach(changes).filter(isFollowed))(
  'a range that changes in mid-file, from $ranges.0 to $ranges.1, is followed picture by picture by $ffmpeg.name',
  async ({ ranges, ffmpeg }) => {
    const parts = await Promise.all(
      ranges.map((range) =>
        makePatchFilm(folder, {
          name: `${ranges.join(' to ')} ${range}.ts`,
          filter: `${toMatrix('709', range === 'tv' ? 'limited' : 'full')},format=yuv420p,setparams=range=${range}`,
          encoder: h264(range === 'tv' ? 'yuv420p' : 'yuvj420p', ...tags('bt709', 'bt709', 'bt709', range)),
        }),
      ),
    );
    const list = join(folder, `${ranges.join(' to ')}.txt`);
    const joined = join(folder, `${ranges.join(' to ')}.ts`);
    await writeFile(list, parts.map((path) => `file '${path}'\n`).join(''));
    await runMediaTool('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', joined],
    ]);
    const path = await exportFilm(joined, { ffmpeg, seconds: [0.1, 1.9] });
    for (const at of [10, 20, 35, 50]) {
      const found = await readPatches(path, at);
      for (const [name, colour] of Object.entries(PATCHES))
        expect(distance(found[name] ?? [0, 0, 0], colour), `${name} of frame ${at}`).toBeLessThan(6);
    }
  },
);

const transparent = withEach([{ codec: 'vp8' }, { codec: 'vp9' }]);
it.each(transparent)('what is transparent in $codec is black, by $ffmpeg.name', async ({ codec, ffmpeg }) => {
  const film = {
    name: `transparent ${codec}.webm`,
    filter: `${toMatrix('709', 'limited')},format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(lt(X,192),255,0)'`,
    encoder: [
      '-c:v',
      codec === 'vp8' ? 'libvpx' : 'libvpx-vp9',
      '-auto-alt-ref',
      '0',
      '-b:v',
      '2M',
      ...tags('bt709', 'bt709', 'bt709'),
    ],
  };
  const found = await readPatches(await exportPatches(film, { ffmpeg }));
  expect(distance(found['skin'] ?? [0, 0, 0], PATCHES['skin'] ?? [0, 0, 0])).toBeLessThan(14);
  expect(Math.max(...(found['white'] ?? [255]), ...(found['green'] ?? [255]))).toBeLessThan(8);
});

/** How far apart the shares of red, green and blue are: brightness does not count. */
function hueDistance(a: Colour, b: Colour): number {
  const shares = ([red, green, blue]: Colour) =>
    [red, green, blue].map((value) => value / (red + green + blue));
  return Math.max(...shares(a).map((share, channel) => Math.abs(share - (shares(b)[channel] ?? 0))));
}
