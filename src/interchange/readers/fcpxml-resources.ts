import {
  divide,
  parseRational,
  rational,
  rationalFromNumber,
  subtract,
  type Rational,
} from '../../timeline/rational.ts';
import { lastPartOf, type ExchangeAngle } from '../exchange-edit.ts';
import { nearestFrameAt } from '../time-code.ts';
import { childAt, childrenOf, pathOfUrl, type XmlElement } from '../xml-tree.ts';

/** A clip inside of an angle of a multicam clip: where it lies there, and the frame of its file at its beginning. */
export interface AngleClip {
  /** The number of the file among the angles of the edit. */
  readonly angle: number;
  readonly start: number;
  readonly end: number;
  readonly inFrame: number;
}

/** What the clips of a spine refer to. */
export interface Resources {
  readonly angles: readonly ExchangeAngle[];
  /** The number of a file's angle; undefined where the asset is not known. */
  readonly fileOf: (assetId: string | undefined) => number | undefined;
  /** The time of an asset's first frame, exact seconds. */
  readonly startOf: (assetId: string | undefined) => Rational;
  /** The clips of an angle of a multicam clip, counted from the clip's own zero. */
  readonly angleOf: (
    mediaId: string | undefined,
    angleId: string | undefined,
  ) => readonly AngleClip[] | undefined;
  /** All clips of all angles of a multicam clip, with the angles' names. */
  readonly allOf: (mediaId: string) => readonly (AngleClip & { readonly name: string })[];
  readonly multicamStart: (mediaId: string | undefined) => Rational;
}

/** `1001/30000s`, `5s`, `3.5s`: exact seconds. */
export function secondsOf(text: string | undefined): Rational | undefined {
  const match = /^(-?[\d./]+)s$/.exec(text ?? '');
  return match ? parseRational(match[1] ?? '') : undefined;
}

/** Rates that a format's name tells where its duration is left out. */
const namedRate = /(?:p|i)(2398|24|25|2997|30|50|5994|60)$/;

/** What a format says: its exact frame rate, and its size. */
export interface SpokenFormat {
  readonly rate: Rational | undefined;
  readonly width: number;
  readonly height: number;
}

export function spokenFormat(root: XmlElement, id: string | undefined): SpokenFormat {
  const format = childrenOf(childAt(root, 'resources'), 'format').find((one) => one.attributes['id'] === id);
  const { frameDuration, name = '', width, height } = format?.attributes ?? {};
  const size = { width: Number(width) || 1920, height: Number(height) || 1080 };
  const duration = secondsOf(frameDuration);
  if (duration && duration.num > 0n) return { ...size, rate: divide(rational(1), duration) };
  const named = namedRate.exec(name)?.[1];
  if (named === undefined) return { ...size, rate: undefined };
  return { ...size, rate: decimals[named] ?? rationalFromNumber(Number(named)) };
}

/** `rate` is that of the programme. */
export function openResources(root: XmlElement, rate: Rational): Resources {
  const resources = childAt(root, 'resources');
  const byId = new Map(resources?.children.map((one) => [one.attributes['id'] ?? '', one]) ?? []);
  const angles: ExchangeAngle[] = [];
  const indexOf = new Map<string, number>();
  const startOf = (id: string | undefined): Rational =>
    secondsOf(byId.get(id ?? '')?.attributes['start']) ?? rational(0);
  const fileOf = (id = ''): number | undefined => {
    const asset = byId.get(id);
    if (asset?.name !== 'asset') return undefined;
    const known = indexOf.get(id);
    if (known !== undefined) return known;
    const { src = childAt(asset, 'media-rep')?.attributes['src'], name = '' } = asset.attributes;
    const filePath = pathOfUrl(src ?? name);
    const duration = secondsOf(asset.attributes['duration']);
    indexOf.set(id, angles.length);
    angles.push({
      ...{ id: `angle-${angles.length + 1}`, name: name || lastPartOf(filePath), filePath, offset: 0 },
      startTimecode: nearestFrameAt(startOf(id), rate),
      length: duration ? nearestFrameAt(duration, rate) : undefined,
      hasPicture: asset.attributes['hasVideo'] === '1' || asset.attributes['hasAudio'] !== '1',
    });
    return angles.length - 1;
  };
  const multicamOf = (id = ''): XmlElement | undefined => childAt(byId.get(id), 'multicam');
  return {
    angles,
    startOf,
    fileOf,
    multicamStart: (id) => secondsOf(multicamOf(id)?.attributes['tcStart']) ?? rational(0),
    allOf: (id) => {
      const origin = secondsOf(multicamOf(id)?.attributes['tcStart']) ?? rational(0);
      return childrenOf(multicamOf(id), 'mc-angle').flatMap((angle) =>
        clipsOfAngle(angle, { origin, rate, fileOf, startOf }).map((clip) => ({
          ...clip,
          name: angle.attributes['name'] ?? '',
        })),
      );
    },
    angleOf: (id, angleId) => {
      const multicam = multicamOf(id);
      const angle = childrenOf(multicam, 'mc-angle').find((one) => one.attributes['angleID'] === angleId);
      const origin = secondsOf(multicam?.attributes['tcStart']) ?? rational(0);
      return angle && filled(clipsOfAngle(angle, { origin, rate, fileOf, startOf }));
    },
  };
}

const decimals: Readonly<Record<string, Rational>> = {
  2398: rational(24_000, 1001),
  2997: rational(30_000, 1001),
  5994: rational(60_000, 1001),
};

/**
 * The clips of an angle without gaps: where a camera has recorded nothing, the one before (else the first one) is
 * looked at beyond its end. What is not there is black, and the programme keeps its length.
 */
function filled(clips: readonly AngleClip[]): readonly AngleClip[] {
  const far = 1e9;
  return clips.map((clip, index) => {
    const start = index === 0 ? -far : clip.start;
    const end = clips[index + 1]?.start ?? far;
    return { ...clip, start, end, inFrame: clip.inFrame + start - clip.start };
  });
}

interface AngleReading {
  readonly origin: Rational;
  readonly rate: Rational;
  readonly fileOf: Resources['fileOf'];
  readonly startOf: Resources['startOf'];
}

function clipsOfAngle(
  angle: XmlElement,
  { origin, rate, fileOf, startOf }: AngleReading,
): readonly AngleClip[] {
  let next = 0;
  return angle.children.flatMap(({ attributes, name, children }): AngleClip[] => {
    const offset = secondsOf(attributes['offset']);
    const start = offset ? nearestFrameAt(subtract(offset, origin), rate) : next;
    const end = start + nearestFrameAt(secondsOf(attributes['duration']) ?? rational(0), rate);
    next = end;
    const inner =
      name === 'clip' ? children.find((child) => child.attributes['ref'] !== undefined) : undefined;
    const ref = attributes['ref'] ?? inner?.attributes['ref'];
    const file = fileOf(ref);
    if (file === undefined) return [];
    const first = secondsOf(attributes['start']) ?? startOf(ref);
    return [{ angle: file, start, end, inFrame: nearestFrameAt(subtract(first, startOf(ref)), rate) }];
  });
}
