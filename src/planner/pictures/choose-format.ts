import type { RenditionRequest } from '../../contract/exports/rendition.ts';
import {
  compare,
  formatRational,
  isLess,
  multiply,
  rational,
  subtract,
  toNumber,
  type Rational,
} from '../../timeline/rational.ts';
import { fillColour } from '../facts/colour-points.ts';
import type { ColourFacts, SourceFacts, VideoFacts } from '../facts/facts.ts';
import { isSameHdr, staticHdr } from './hdr.ts';
import type { PictureCodec, PictureFormat } from '../plan/plan.ts';

/** One source the edit uses, and for how many seconds. */
export interface UsedSource {
  readonly index: number;
  readonly name: string;
  readonly facts: SourceFacts;
  readonly seconds: number;
}

export interface FormatChoice {
  readonly format: PictureFormat;
  /** Sources whose pictures may be copied as they are. */
  readonly copyable: ReadonlySet<number>;
  readonly reasons: readonly string[];
}

const bt709: Required<ColourFacts> = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' };

const copyableCodecs: Record<RenditionRequest['format'], Readonly<Record<string, PictureCodec>>> = {
  mp4: { h264: 'h264', hevc: 'h265', vp9: 'vp9', av1: 'av1' },
  webm: { vp9: 'vp9', av1: 'av1' },
};

/** The pixel formats this software can encode to in each codec, so that encoded pictures match copied ones. */
const matchable: Record<PictureCodec, readonly string[]> = {
  h264: ['yuv420p', 'yuvj420p', 'yuv422p', 'yuv420p10le', 'yuv422p10le'],
  h265: ['yuv420p', 'yuv420p10le', 'yuv422p', 'yuv422p10le'],
  vp9: ['yuv420p', 'yuv420p10le'],
  av1: ['yuv420p', 'yuv420p10le'],
};

/**
 * Decides what the picture of the output is, and which sources can go into it unchanged. `apart` are sources that are
 * copied only where nothing else stands in the output, which is not so.
 */
export function chooseFormat(
  request: RenditionRequest,
  used: readonly UsedSource[],
  apart: ReadonlySet<number> = new Set(),
): FormatChoice {
  if (request.codec !== 'copy') return encodeAll(request, request.codec, []);
  const reference = chooseReference(request, used, apart);
  if (!reference.source)
    return encodeAll(ownRaster(request, used), fallbackCodec(request), reference.reasons);
  const { video } = reference.source.facts;
  const copyable = new Set<number>();
  const reasons = [...reference.reasons];
  for (const source of used) {
    if (apart.has(source.index)) continue;
    const difference = describeDifference(source.facts.video, video);
    if (difference === undefined) copyable.add(source.index);
    else reasons.push(`${source.name} is re-encoded: ${difference}.`);
  }
  return { format: matchedFormat(request, video), copyable, reasons };
}

/** The source whose stream the output continues; none where nothing can be copied. */
function chooseReference(
  request: RenditionRequest,
  used: readonly UsedSource[],
  apart: ReadonlySet<number>,
): { source: UsedSource | undefined; reasons: string[] } {
  const reasons: string[] = [];
  const able = used.filter((source) => {
    const obstacle = apart.has(source.index)
      ? 'its pictures are stored without loss, and decoders do not get over a change between such pictures and others'
      : copyObstacle(request.format, source.facts.video);
    if (obstacle !== undefined) reasons.push(`${source.name} cannot be copied: ${obstacle}.`);
    return obstacle === undefined;
  });
  const [first] = used;
  if (first && used.every((source) => isSameRaster(source.facts.video, first.facts.video))) {
    return { source: mostUsed(able), reasons };
  }
  const fitting = able.filter(({ facts: { video } }) => isRequestedRaster(request, video));
  const size = `${request.width} × ${request.height} at ${describeRate(request.rate)}`;
  if (fitting.length === 0) {
    return {
      source: undefined,
      reasons: [...reasons, `The sources differ in size or frame rate and none is ${size}.`],
    };
  }
  return { source: mostUsed(fitting), reasons };
}

function mostUsed(sources: readonly UsedSource[]): UsedSource | undefined {
  return [...sources].sort((a, b) => b.seconds - a.seconds)[0];
}

/** Why pictures of this source cannot be copied into this container at all; undefined where they can. */
export function copyObstacle(container: RenditionRequest['format'], video: VideoFacts): string | undefined {
  const codec = copyableCodecs[container][video.codec];
  if (!codec)
    return `${container === 'mp4' ? 'MP4' : 'WebM'} exports do not carry ${video.codec.toUpperCase()}`;
  if (video.rotation !== 0 || video.isMirrored) return 'its pictures are stored turned or mirrored';
  if (video.aperture) return 'only a part of its stored pictures is shown';
  if (video.isInterlaced) return 'it is interlaced';
  if (video.hasAlpha) return 'it has an alpha channel';
  if (video.decodeLag) return 'AVI does not say when its pictures are shown';
  if (!matchable[codec].includes(video.pixelFormat)) {
    return `pictures in ${video.pixelFormat} cannot be encoded to match`;
  }
  return codec === 'av1' ? av1Obstacle(video) : undefined;
}

/** SVT-AV1 takes no odd sides, and none below 64 pixels. */
function av1Obstacle({ width, height }: VideoFacts): string | undefined {
  const isTaken = [width, height].every((side) => side % 2 === 0 && side >= 64);
  return isTaken ? undefined : `AV1 of ${width} × ${height} cannot be encoded to match`;
}

/** How a source differs from the stream that the output continues; undefined where it can be copied into it. */
function describeDifference(video: VideoFacts, reference: VideoFacts): string | undefined {
  if (video.codec !== reference.codec)
    return `it is ${video.codec.toUpperCase()}, not ${reference.codec.toUpperCase()}`;
  if (video.width !== reference.width || video.height !== reference.height) {
    return `it is ${video.width} × ${video.height}, not ${reference.width} × ${reference.height}`;
  }
  if (video.rotation !== reference.rotation || video.isMirrored !== reference.isMirrored)
    return 'it is turned or mirrored';
  if (compare(video.pixelAspect, reference.pixelAspect) !== 0) return 'its pixels have another shape';
  if (video.pixelFormat !== reference.pixelFormat)
    return `its pixels are ${video.pixelFormat}, not ${reference.pixelFormat}`;
  if (video.isInterlaced) return 'it is interlaced';
  if (compare(video.rate, reference.rate) !== 0) {
    return `it runs at ${describeRate(video.rate)}, not ${describeRate(reference.rate)}`;
  }
  if (!isSameColour(colourOf(video), colourOf(reference))) return 'its colours are stored differently';
  if (!isSameHdr(video.hdr, reference.hdr)) return 'it was mastered for another screen (HDR metadata)';
  return undefined;
}

function isSameRaster(a: VideoFacts, b: VideoFacts): boolean {
  return (
    a.width === b.width &&
    a.height === b.height &&
    a.rotation === b.rotation &&
    compare(a.pixelAspect, b.pixelAspect) === 0 &&
    compare(a.rate, b.rate) === 0
  );
}

function isRequestedRaster(request: RenditionRequest, video: VideoFacts): boolean {
  const isSize = video.width === request.width && video.height === request.height;
  return isSize && compare(video.pixelAspect, rational(1)) === 0 && isNearRate(video.rate, request.rate);
}

/** Rates that are the same to a person: within 0.02 %. */
export function isNearRate(a: Rational, b: Rational): boolean {
  const difference = subtract(a, b);
  const size = difference.num < 0n ? { num: -difference.num, den: difference.den } : difference;
  return !isLess(multiply(b, rational(2, 10_000)), size);
}

function matchedFormat(request: RenditionRequest, video: VideoFacts): PictureFormat {
  return {
    codec: copyableCodecs[request.format][video.codec] ?? 'h264',
    width: video.width,
    height: video.height,
    pixelAspect: video.pixelAspect,
    rate: video.rate,
    pixelFormat: video.pixelFormat,
    colour: colourOf(video),
    gopFrames: gopFramesOf(video.rate),
    hdr: staticHdr(video.hdr),
    isMatched: true,
    profile: video.profile,
    level: video.level,
  };
}

function encodeAll(request: RenditionRequest, codec: PictureCodec, reasons: readonly string[]): FormatChoice {
  return {
    format: {
      codec,
      width: request.width,
      height: request.height,
      pixelAspect: rational(1),
      rate: request.rate,
      pixelFormat: 'yuv420p',
      colour: bt709,
      gopFrames: gopFramesOf(request.rate),
      hdr: undefined,
      isMatched: false,
      profile: undefined,
      level: undefined,
    },
    copyable: new Set(),
    reasons,
  };
}

function fallbackCodec(request: RenditionRequest): PictureCodec {
  return request.format === 'webm' ? 'vp9' : 'h264';
}

/**
 * With `copy` where nothing can be copied: size and rate are the sources' own where they all have the same and nobody
 * has asked for another, else what was asked for.
 * Odd sides are rounded down: 4:2:0 stores colour for pairs of pixels.
 */
function ownRaster(request: RenditionRequest, used: readonly UsedSource[]): RenditionRequest {
  const [first] = used;
  const isOwn =
    first &&
    request.isSized !== true &&
    used.every((source) => isSameRaster(source.facts.video, first.facts.video));
  if (!isOwn)
    return { ...request, width: evenSideAtMost(request.width), height: evenSideAtMost(request.height) };
  const shape = displaySize(first.facts.video);
  return {
    ...request,
    width: evenSideAtMost(shape.width),
    height: evenSideAtMost(shape.height),
    rate: first.facts.video.rate,
  };
}

function evenSideAtMost(side: number): number {
  return Math.max(2, side - (side % 2));
}

/** The size at which a player shows the picture: upright, with square pixels. */
export function displaySize(video: VideoFacts): { width: number; height: number } {
  const width = Math.round(toNumber(multiply(video.pixelAspect, rational(video.width))));
  const isTurned = video.rotation === 90 || video.rotation === 270;
  return isTurned ? { width: video.height, height: width } : { width, height: video.height };
}

/**
 * The colours of a source with every gap filled as players fill it: BT.601 for SD, BT.709 above (the
 * convention of FFmpeg, mpv and browsers for untagged video).
 */
export function colourOf(video: VideoFacts): Required<ColourFacts> {
  const isSmall = video.height < 720 && video.width < 1280;
  const standard = isSmall ? 'smpte170m' : 'bt709';
  return fillColour(video.colour, { standard, range: video.pixelFormat.startsWith('yuvj') ? 'pc' : 'tv' });
}

function isSameColour(a: Required<ColourFacts>, b: Required<ColourFacts>): boolean {
  return (
    a.primaries === b.primaries && a.transfer === b.transfer && a.matrix === b.matrix && a.range === b.range
  );
}

/** Two seconds: what players and editors seek well in, and what hardware encoders write. */
function gopFramesOf(rate: Rational): number {
  return Math.max(1, Math.round(2 * toNumber(rate)));
}

/** `29.97 fps` */
export function describeRate(rate: Rational): string {
  const value = toNumber(rate);
  return Number.isFinite(value) ? `${Number(value.toFixed(3))} fps` : `${formatRational(rate)} fps`;
}
