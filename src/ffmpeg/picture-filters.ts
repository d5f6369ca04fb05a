import { codePointOf } from '../planner/colour-points.ts';
import type { ColourFacts } from '../planner/facts.ts';
import { isHdrCurve, isSameCurve } from '../planner/transfer-curves.ts';
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
  const isCurveKept = isSameCurve(from.transfer, to.transfer);
  if (
    from.primaries === to.primaries &&
    isCurveKept &&
    swscaleMatrix[from.matrix] &&
    swscaleMatrix[to.matrix]
  ) {
    const matrices = `in_color_matrix=${swscaleMatrix[from.matrix]}:out_color_matrix=${swscaleMatrix[to.matrix]}`;
    const ranges = `in_range=${from.range}:out_range=${to.range}`;
    return [
      `scale=${size ? `${size}:` : ''}flags=bicubic+accurate_rnd+full_chroma_int:${matrices}:${ranges}`,
    ];
  }
  const [width, height] = (size ?? 'iw:ih').split(':');
  return [
    tagFilter(isCurveKept ? { ...from, transfer: to.transfer } : from),
    `zscale=w=${width ?? 'iw'}:h=${height ?? 'ih'}:f=bicubic:${targetOf(to)}${isHdrCurve(to.transfer) ? `:npl=${paperWhite}` : ''}`,
  ];
}

/** Where SDR white lies in PQ and HLG, in cd/m² (ITU-R BT.2408). */
const paperWhite = 203;

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
    `zscale=p=${codePointOf('primaries', to.primaries)}`,
    'tonemap=tonemap=hable:desat=0',
    `zscale=t=${codePointOf('transfer', to.transfer)}:m=${codePointOf('matrix', to.matrix)}:r=${to.range}`,
    ...withoutHdrData,
  ];
}

/** What was said of the bright picture does not hold for the other one; newer encoders would write it down. */
const withoutHdrData = ['MASTERING_DISPLAY_METADATA', 'CONTENT_LIGHT_LEVEL', 'DYNAMIC_HDR_PLUS'].map(
  (type) => `sidedata=mode=delete:type=${type}`,
);

function targetOf({ primaries, transfer, matrix, range }: Required<ColourFacts>): string {
  return [
    `p=${codePointOf('primaries', primaries)}`,
    `t=${codePointOf('transfer', transfer)}`,
    `m=${codePointOf('matrix', matrix)}`,
    `r=${range}`,
  ].join(':');
}

/** By number: what a filter calls a colour differs from filter to filter. */
function tagFilter(colour: Required<ColourFacts>): string {
  const primaries = codePointOf('primaries', colour.primaries);
  const transfer = codePointOf('transfer', colour.transfer);
  const matrix = codePointOf('matrix', colour.matrix);
  return `setparams=range=${colour.range}:color_primaries=${primaries}:color_trc=${transfer}:colorspace=${matrix}`;
}

/** The matrices that swscale can compute, by its own names. RGB has none, and it is not asked for one. */
const swscaleMatrix: Readonly<Record<string, string>> = {
  gbr: 'bt709',
  bt709: 'bt709',
  bt2020nc: 'bt2020',
  smpte170m: 'smpte170m',
  bt470bg: 'bt601',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
};
