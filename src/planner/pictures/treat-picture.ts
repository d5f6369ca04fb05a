import { colourOf, displaySize } from './choose-format.ts';
import { isHdrCurve, isSameCurve } from './transfer-curves.ts';
import type { ColourFacts, VideoFacts } from '../facts/facts.ts';
import type { ColourTreatment, PictureFormat, Placement, Treatment } from '../plan/plan.ts';
import { compare, rational } from '../../timeline/rational.ts';

/** What has to happen to a source's pictures so that they fit the output. */
export function treatPicture(video: VideoFacts, format: PictureFormat): Treatment {
  return {
    isDeinterlaced: video.isInterlaced,
    stored: { width: video.width, height: video.height },
    ...(video.aperture && { aperture: video.aperture }),
    ...(video.leastGap && { leastGap: video.leastGap }),
    turn: { rotation: video.rotation, isMirrored: video.isMirrored },
    placement: placePicture(video, format),
    colour: treatColour(video, format),
    isLaidOnBlack: video.hasAlpha,
  };
}

/** Fits the picture into the output, in its own shape, in the middle; undefined where it fills it already. */
function placePicture(video: VideoFacts, format: PictureFormat): Placement | undefined {
  const isSameAspect = compare(video.pixelAspect, format.pixelAspect) === 0;
  const isUpright = video.rotation === 0 && !video.isMirrored;
  if (isSameAspect && isUpright && video.width === format.width && video.height === format.height)
    return undefined;
  const shown = isSameAspect && isUpright ? video : displaySize(video);
  const pixelAspect = isSameAspect && isUpright ? rational(1) : format.pixelAspect;
  const shownWidth = (shown.width * Number(pixelAspect.den)) / Number(pixelAspect.num);
  const scale = Math.min(format.width / shownWidth, format.height / shown.height);
  const width = fitSide(shownWidth * scale, format.width);
  const height = fitSide(shown.height * scale, format.height);
  return {
    width,
    height,
    x: evenAtMost((format.width - width) / 2),
    y: evenAtMost((format.height - height) / 2),
  };
}

/** Even, at least 2, and the full side where only rounding keeps it from being so. */
function fitSide(length: number, full: number): number {
  if (full - length < 1) return full;
  return Math.max(2, Math.min(full, 2 * Math.round(length / 2)));
}

function evenAtMost(length: number): number {
  return 2 * Math.floor(length / 2);
}

function treatColour(video: VideoFacts, format: PictureFormat): ColourTreatment {
  const from = assumePrimaries(video, format);
  const to = format.colour;
  if (isHdrCurve(from.transfer) && !isHdrCurve(to.transfer)) return { kind: 'tone-map', from };
  const isSame =
    from.matrix === to.matrix &&
    from.range === to.range &&
    from.primaries === to.primaries &&
    isSameCurve(from.transfer, to.transfer);
  return isSame ? { kind: 'keep' } : { kind: 'convert', from };
}

/**
 * What small untagged video was filmed with nobody knows; screens and web cameras are BT.709. Its matrix has to be
 * guessed as players do, but its colours are not bent on a guess.
 */
function assumePrimaries(video: VideoFacts, format: PictureFormat): Required<ColourFacts> {
  const from = colourOf(video);
  const isStated = video.colour.primaries !== undefined || from.primaries === 'bt2020';
  return isStated ? from : { ...from, primaries: format.colour.primaries };
}
