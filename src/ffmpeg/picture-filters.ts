import type { ColourFacts } from '../planner/facts.ts';
import type { PictureFormat, Pictures, Treatment } from '../planner/plan.ts';
import { formatRational } from '../timeline/rational.ts';

/**
 * Picks the pictures of a span off the decoded stream: at output frame *k* the last picture whose pts is not
 * after `from + k/F`. Rounding every pts up to the grid and keeping the last at or before each slot is just
 * that; adding a slot and rounding down is the same, but leaves the last picture of a file its slot, however
 * short it is said to last. Frames before slot 0 are dropped; a stream that starts later leaves slot 0 empty,
 * which the check of the chunk sees.
 */
export function samplingFilters(
  pictures: Pick<Extract<Pictures, { kind: 'source' }>, 'fromNanoseconds' | 'isFirstHeld' | 'isLastHeld'>,
  format: PictureFormat,
): string[] {
  const { num, den } = format.rate;
  const slotNanoseconds = (1_000_000_000n * den) / num;
  const start = pictures.isFirstHeld ? ':start_time=0' : '';
  return [
    'settb=1/1000000000',
    `setpts=PTS-(${pictures.fromNanoseconds - slotNanoseconds})`,
    `fps=fps=${formatRational(format.rate)}:round=down:eof_action=pass${start}`,
    // Before the trim: where a span begins after the last picture of its source, only copies of it are left.
    ...(pictures.isLastHeld ? ['tpad=stop=-1:stop_mode=clone'] : []),
    'trim=start_pts=0',
  ];
}

/** Turns a source's pictures into the output's: order matters, and each step costs nothing where it is not needed. */
export function treatmentFilters(treatment: Treatment, format: PictureFormat): string[] {
  return [
    ...(treatment.isLaidOnBlack ? layOnBlack : []),
    ...colourAndSize(treatment, format),
    `format=${format.pixelFormat}`,
    `setsar=${formatRational(format.pixelAspect)}`,
    tagFilter(format.colour),
  ];
}

/** Interlaced pictures become progressive before any of them is dropped; one picture per frame. */
export function deinterlaceFilters(treatment: Treatment): string[] {
  return treatment.isDeinterlaced ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : [];
}

/** Premultiplies by alpha, which leaves black where the picture is transparent. */
const layOnBlack = ['format=yuva444p', 'premultiply=inplace=1', 'format=yuv444p'];

function colourAndSize(treatment: Treatment, format: PictureFormat): string[] {
  const { placement, colour } = treatment;
  const pad =
    placement && (placement.width !== format.width || placement.height !== format.height)
      ? [`pad=${format.width}:${format.height}:${placement.x}:${placement.y}:black`]
      : [];
  const size = placement ? `${placement.width}:${placement.height}` : undefined;
  switch (colour.kind) {
    case 'keep':
      return [...(size ? [`scale=${size}:flags=bicubic`] : []), ...pad];
    case 'convert':
      return [...convertFilters(colour.from, format.colour, size), ...pad];
    case 'tone-map':
      return [...toneMapFilters(colour.from, format.colour, size), ...pad];
    default:
      return colour satisfies never;
  }
}

function convertFilters(
  from: Required<ColourFacts>,
  to: Required<ColourFacts>,
  size: string | undefined,
): string[] {
  if (isWideGamut(from) !== isWideGamut(to)) {
    const [width, height] = (size ?? 'iw:ih').split(':');
    return [
      tagFilter(from),
      `zscale=w=${width ?? 'iw'}:h=${height ?? 'ih'}:f=bicubic:p=${zscaleName(to.primaries)}:t=${zscaleName(to.transfer)}:m=${zscaleName(to.matrix)}:r=${to.range}`,
    ];
  }
  const matrices = `in_color_matrix=${swscaleName(from.matrix)}:out_color_matrix=${swscaleName(to.matrix)}`;
  const ranges = `in_range=${from.range}:out_range=${to.range}`;
  return [`scale=${size ? `${size}:` : ''}flags=bicubic+accurate_rnd+full_chroma_int:${matrices}:${ranges}`];
}

/** PQ and HLG to SDR: linear light at 100 nits, Hable's curve, BT.709. The chain of FFmpeg's own documentation. */
function toneMapFilters(
  from: Required<ColourFacts>,
  to: Required<ColourFacts>,
  size: string | undefined,
): string[] {
  const [width, height] = (size ?? 'iw:ih').split(':');
  return [
    tagFilter(from),
    `zscale=w=${width ?? 'iw'}:h=${height ?? 'ih'}:f=bicubic:t=linear:npl=100`,
    'format=gbrpf32le',
    `zscale=p=${zscaleName(to.primaries)}`,
    'tonemap=tonemap=hable:desat=0',
    `zscale=t=${zscaleName(to.transfer)}:m=${zscaleName(to.matrix)}:r=${to.range}`,
  ];
}

function isWideGamut(colour: Required<ColourFacts>): boolean {
  return colour.primaries === 'bt2020';
}

function tagFilter(colour: Required<ColourFacts>): string {
  return `setparams=range=${colour.range}:color_primaries=${colour.primaries}:color_trc=${colour.transfer}:colorspace=${colour.matrix}`;
}

/** swscale names its matrices otherwise than the rest of FFmpeg. */
function swscaleName(matrix: string): string {
  const names: Readonly<Record<string, string>> = {
    bt709: 'bt709',
    bt2020nc: 'bt2020',
    bt2020c: 'bt2020',
    smpte170m: 'smpte170m',
    bt470bg: 'bt601',
    fcc: 'fcc',
    smpte240m: 'smpte240m',
  };
  return names[matrix] ?? 'bt709';
}

/** zscale names colours by number or by its own words. */
function zscaleName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    smpte170m: '170m',
    bt470bg: '470bg',
    bt2020nc: '2020_ncl',
    bt2020c: '2020_cl',
    bt2020: '2020',
    'bt2020-10': '2020_10',
    'bt2020-12': '2020_12',
    smpte240m: '240m',
    bt709: '709',
    smpte2084: 'smpte2084',
    'arib-std-b67': 'arib-std-b67',
  };
  return names[name] ?? '709';
}
