import { codePointOf } from '../../planner/facts/colour-points.ts';
import type { ColourFacts } from '../../planner/facts/facts.ts';
import { isHdrCurve, isSameCurve, paperWhite } from '../../planner/pictures/transfer-curves.ts';

type Colour = Required<ColourFacts>;

/**
 * What swscale is told so that it converts on the way; undefined where it would get the colours wrong. The range that it
 * converts from is each picture's own: recordings that were joined change it in mid-file.
 */
export function swscaleConversion(from: Colour, to: Colour): string | undefined {
  const matrices = [swscaleMatrix[from.matrix], swscaleMatrix[to.matrix]] as const;
  const isEnough = from.primaries === to.primaries && isSameCurve(from.transfer, to.transfer);
  if (!isEnough || !matrices[0] || !matrices[1]) return undefined;
  return `in_color_matrix=${matrices[0]}:out_color_matrix=${matrices[1]}:out_range=${to.range}`;
}

/**
 * Where swscale does not know the matrix, FFmpeg 7 does not let it scale, either, though no colour is converted by it: it
 * is told of one that it knows. What comes behind it says the right one again.
 */
export function scalableFilters({ matrix }: Colour): string[] {
  return swscaleMatrix[matrix] ? [] : ['setparams=colorspace=bt709'];
}

/** Converts what swscale cannot. White of SDR becomes paper white in HDR. Transparency stays. */
export function zscaleFilters(from: Colour, to: Colour): string[] {
  const isCurveKept = isSameCurve(from.transfer, to.transfer);
  return [
    tagFilter(isCurveKept ? { ...from, transfer: to.transfer } : from),
    `zscale=${targetOf(to)}${isHdrCurve(to.transfer) ? `:npl=${paperWhite}` : ''}`,
  ];
}

/**
 * PQ and HLG to SDR: linear light at 100 nits, Hable's curve, BT.709. The chain of FFmpeg's own documentation.
 * `linear` is the format in between; one with alpha keeps transparency.
 */
export function toneMapFilters(
  from: Colour,
  to: Colour,
  linear: 'gbrpf32le' | 'gbrapf32le' = 'gbrpf32le',
): string[] {
  return [
    tagFilter(from),
    'zscale=t=linear:npl=100',
    `format=${linear}`,
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

function targetOf({ primaries, transfer, matrix, range }: Colour): string {
  return [
    `p=${codePointOf('primaries', primaries)}`,
    `t=${codePointOf('transfer', transfer)}`,
    `m=${codePointOf('matrix', matrix)}`,
    `r=${range}`,
  ].join(':');
}

/** By number: what a filter calls a colour differs from filter to filter. */
export function tagFilter(colour: Colour): string {
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
