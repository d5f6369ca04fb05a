import type { ColourFacts } from '../../planner/facts/facts.ts';
import type { PictureFormat, SourcePictures, Treatment } from '../../planner/plan/plan.ts';
import type { Look } from '../../timeline/edl.ts';
import { formatRational, type Rational } from '../../timeline/rational.ts';
import {
  scalableFilters,
  swscaleConversion,
  tagFilter,
  toneMapFilters,
  zscaleFilters,
} from './colour-filters.ts';

/**
 * Picks the pictures of a span off the decoded stream: at output frame *k* the last picture whose pts is not
 * after `from + k/F`. Rounding every pts up to the grid and keeping the last at or before each slot is just
 * that; adding a slot and rounding down is the same, but leaves the last picture of a file its slot, however
 * short it is said to last. Frames before slot 0 are dropped; a stream that starts later leaves slot 0 empty,
 * which the check of the chunk sees.
 */
export function samplingFilters(
  pictures: Pick<SourcePictures, 'fromNanoseconds' | 'isFirstHeld' | 'isLastHeld' | 'speed'>,
  format: PictureFormat,
): string[] {
  const { num, den } = format.rate;
  const slotNanoseconds = (1_000_000_000n * den) / num;
  const start = pictures.isFirstHeld ? ':start_time=0' : '';
  return [
    'settb=1/1000000000',
    `setpts=${pictures.speed ? `PTS*${pictures.speed.den}/${pictures.speed.num}` : 'PTS'}-(${pictures.fromNanoseconds - slotNanoseconds})`,
    `fps=fps=${formatRational(format.rate)}:round=down:eof_action=pass${start}`,
    // Before the trim: where a span begins after the last picture of its source, only copies of it are left.
    ...(pictures.isLastHeld ? ['tpad=stop=-1:stop_mode=clone'] : []),
    'trim=start_pts=0',
  ];
}

/** Drops what decoders make of the pictures before the first keyframe of a recording that begins in the middle of a GOP. */
export function startFilters({ notBeforeNanoseconds }: { notBeforeNanoseconds?: bigint }): string[] {
  if (notBeforeNanoseconds === undefined) return [];
  return ['settb=1/1000000000', `trim=start_pts=${notBeforeNanoseconds}`];
}

/** Turns a source's pictures into the output's: order matters, and each step costs nothing where it is not needed. */
export function treatmentFilters(treatment: Treatment, format: PictureFormat, look: Look = {}): string[] {
  return [
    ...(treatment.isLaidOnBlack ? layOnBlack : []),
    ...cropFilters(look),
    ...colourAndSize(treatment, format, look),
    `format=${format.pixelFormat}`,
    `setsar=${formatRational(format.pixelAspect)}`,
    tagFilter(format.colour),
  ];
}

/**
 * What has to happen before any picture is dropped: interlaced ones become progressive, one picture per frame, and
 * turned ones upright. These filters cannot bear pictures of another size, which a recording may hold from some
 * instant on, and are given the first size; the shape of the pixels then keeps the picture's own shape.
 */
export function sourceFilters({ isDeinterlaced, stored, aperture, turn, leastGap }: Treatment): string[] {
  const filters = [
    ...(isDeinterlaced ? ['bwdif=mode=send_frame:parity=auto:deint=all'] : []),
    ...turnFilters(turn),
  ];
  return [
    ...(leastGap ? [gapFilter(leastGap)] : []),
    ...(aperture ? [apertureFilter(aperture, stored)] : []),
    ...(filters.length > 0 ? [`scale=${stored.width}:${stored.height}:flags=bicubic`, ...filters] : []),
  ];
}

/** Moves pictures away from the ones before that come sooner than any can. */
function gapFilter({ num, den }: Rational): string {
  const due = `PREV_OUTPTS+round(${num}/${den}/TB)`;
  return `setpts='if(lt(PTS,${due}),${due},PTS)'`;
}

/**
 * Cuts out what is shown of the stored pictures; an FFmpeg that has done so already (7.1) leaves nothing to cut.
 * Both begin at a whole sample of colour.
 */
function apertureFilter(
  { x, y }: NonNullable<Treatment['aperture']>,
  { width, height }: Treatment['stored'],
): string {
  const along = (start: number, side: string, shown: number) => `if(gt(${side},${shown}),${start},0)`;
  return [
    `crop=w='min(iw,${width})':h='min(ih,${height})'`,
    `x='${along(x, 'iw', width)}':y='${along(y, 'ih', height)}'`,
  ].join(':');
}

/** The same as FFmpeg would put there by itself (`-autorotate`), before everything else. */
function turnFilters({ rotation, isMirrored }: Treatment['turn']): string[] {
  switch (rotation) {
    case 0:
      return isMirrored ? ['vflip'] : [];
    case 90:
      return [isMirrored ? 'transpose=cclock_flip' : 'transpose=clock'];
    case 180:
      return isMirrored ? ['hflip'] : ['hflip', 'vflip'];
    case 270:
      return [isMirrored ? 'transpose=clock_flip' : 'transpose=cclock'];
    default:
      return rotation satisfies never;
  }
}

/** Premultiplies by alpha, which leaves black where the picture is transparent. */
const layOnBlack = ['format=yuva444p', 'premultiply=inplace=1', 'format=yuv444p'];

/** Cuts out what is used of the pictures as they are shown. */
function cropFilters({ crop }: Look): string[] {
  if (!crop) return [];
  const { x, y, width, height } = crop;
  return [`crop=w='max(2,iw*${width})':h='max(2,ih*${height})':x='iw*${x}':y='ih*${y}'`];
}

function colourAndSize({ colour }: Treatment, format: PictureFormat, look: Look): string[] {
  const { fit, pad } = look.fit === 'cover' ? coverFilters(format, look) : fitFilters(format);
  const from = colour.kind === 'keep' ? format.colour : colour.from;
  const scale = [...scalableFilters(from), `${fit}:flags=bicubic`].join();
  switch (colour.kind) {
    case 'keep':
      return [`${scale}:out_range=${format.colour.range}`, pad];
    case 'convert':
      return [...convertFilters(colour.from, format.colour, { fit, scale }), pad];
    case 'tone-map':
      return [scale, ...toneMapFilters(colour.from, format.colour), pad];
    default:
      return colour satisfies never;
  }
}

/**
 * Fits each picture into the output, in its own shape and in the middle, on even pixels: the size is worked out picture
 * by picture, because recordings change it in mid-file (browsers on bad networks, phones, files that were joined).
 * One that fills the output already passes untouched.
 */
function fitFilters({ width, height, pixelAspect }: PictureFormat): { fit: string; pad: string } {
  // `dar` is the shape of the picture as shown; the output's pixels need not be square.
  const shape = `(dar*${pixelAspect.den}/${pixelAspect.num})`;
  const side = (length: string, full: number) =>
    `if(lt(${full}-${length},1),${full},max(2,2*round(${length}/2)))`;
  const w = side(`min(${width},${height}*${shape})`, width);
  const h = side(`min(${height},${width}/${shape})`, height);
  return {
    fit: `scale=w='${w}':h='${h}':eval=frame`,
    pad: padFilter(width, height),
  };
}

/** Filters round sides to whole samples of colour; what VP9 and AV1 have of odd sides is cut off to the pixel. */
function padFilter(width: number, height: number): string {
  const [w, h] = [width + (width % 2), height + (height % 2)];
  const place = `x='2*floor((${width}-iw)/4)':y='2*floor((${height}-ih)/4)'`;
  const pad = `pad=w=${w}:h=${h}:${place}:color=black:eval=frame`;
  return w === width && h === height ? pad : `${pad},crop=w=${width}:h=${height}:x=0:y=0:exact=1`;
}

/** Fills the output with each picture and cuts off what is over, around the point that the look names. */
function coverFilters(
  { width, height, pixelAspect }: PictureFormat,
  { focus = [0.5, 0.5] }: Look,
): { fit: string; pad: string } {
  const shape = `(dar*${pixelAspect.den}/${pixelAspect.num})`;
  const side = (length: string, least: number) => `max(${least},2*round(${length}/2))`;
  const w = side(`max(${width},${height}*${shape})`, width);
  const h = side(`max(${height},${width}/${shape})`, height);
  const start = (share: number, all: string, own: string) =>
    `2*floor(clip(${share}*${all}-${own}/2,0,${all}-${own})/2)`;
  const [x, y] = [start(focus[0], 'iw', 'ow'), start(focus[1], 'ih', 'oh')];
  return {
    fit: `scale=w='${w}':h='${h}':eval=frame`,
    pad: `crop=w=${width}:h=${height}:x='${x}':y='${y}':exact=1`,
  };
}

function convertFilters(
  from: Required<ColourFacts>,
  to: Required<ColourFacts>,
  { fit, scale }: { readonly fit: string; readonly scale: string },
): string[] {
  const conversion = swscaleConversion(from, to);
  if (conversion) return [`${fit}:flags=bicubic+accurate_rnd+full_chroma_int:${conversion}`];
  return [scale, ...zscaleFilters(from, to)];
}
