import { z } from 'zod';
import { frameRateFromNumber } from '../../timeline/frame-rate.ts';
import {
  divide,
  multiply,
  parseRational,
  rationalFromNumber,
  round,
  type Rational,
} from '../../timeline/rational.ts';
import {
  lastPartOf,
  unreadable,
  type ExchangeAngle,
  type ReadEdit,
  type ReadOptions,
} from '../exchange-edit.ts';
import { createCounter, flatten, gapNote, madeCut, type Counter, type PlacedClip } from './flatten.ts';
import { mayDrop } from '../time-code.ts';
import { pathOfUrl } from '../xml-tree.ts';

const time = z.object({ rate: z.number().positive().max(1000), value: z.number() });
const range = z.object({ start_time: time, duration: time });
const media = z.object({
  target_url: z.string().optional(),
  name: z.string().nullish(),
  available_range: range.nullish(),
});
const item = z.object({
  OTIO_SCHEMA: z.string(),
  name: z.string().nullish(),
  source_range: range.nullish(),
  enabled: z.boolean().optional(),
  media_reference: media.nullish(),
  media_references: z.record(z.string(), media.nullish()).nullish(),
  active_media_reference_key: z.string().nullish(),
  effects: z.array(z.unknown()).nullish(),
  markers: z.array(z.unknown()).nullish(),
  children: z.array(z.unknown()).optional(),
  kind: z.string().optional(),
  metadata: z.unknown().optional(),
});
type Item = z.infer<typeof item>;
type Time = z.infer<typeof time>;

const ownAngle = z.object({
  ...{ id: z.string(), name: z.string(), filePath: z.string(), offset: z.int(), startTimecode: z.int() },
  ...{ length: z.int().optional(), hasPicture: z.boolean() },
});
const own = z.object({
  cutroom: z.object({
    ...{ rate: z.string(), isDropFrame: z.boolean(), width: z.int(), height: z.int() },
    angles: z.array(ownAngle),
  }),
});

const ownClip = z.object({ cutroom: z.object({ angle: z.string() }) });

const timeline = z.object({
  OTIO_SCHEMA: z.string().startsWith('Timeline'),
  name: z.string().nullish(),
  global_start_time: time.nullish(),
  tracks: item,
  metadata: z.unknown().optional(),
});

/** Reads an OpenTimelineIO timeline: what is seen of its video tracks. */
export function readOtio(text: string, { fileName }: ReadOptions): ReadEdit {
  const parsed = timeline.safeParse(parseJson(text));
  if (!parsed.success) return unreadable(fileName, 'it is not an OpenTimelineIO timeline');
  const { tracks, metadata, name, global_start_time: start } = parsed.data;
  const told = own.safeParse(metadata).data?.cutroom;
  const rate = (told && parseRational(told.rate)) ?? rateOf(tracks);
  if (!rate) return unreadable(fileName, 'it holds no clips');
  const counter = createCounter();
  const reader = createReader(rate, counter, told?.angles ?? []);
  const videos = childrenOf(tracks).filter(({ kind }) => kind !== 'Audio');
  const clips = videos.map((track) => reader.clipsOf(track));
  const { shots, emptyFrames } = flatten(clips, reader.angles);
  if (shots.length === 0) return unreadable(fileName, 'its video tracks hold no clips with a file');
  const edit = {
    ...{ name: name || fileName, rate, isDropFrame: told?.isDropFrame ?? mayDrop(rate) },
    startTimecode: start ? framesOf(start, rate) : 0,
    ...{ width: told?.width ?? 1920, height: told?.height ?? 1080, angles: reader.angles, shots },
  };
  return { isOk: true, edit, notes: [...gapNote(emptyFrames), ...counter.notes()] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function childrenOf({ children = [] }: Item): readonly Item[] {
  return children.flatMap((child) => item.safeParse(child).data ?? []);
}

/** The rate that most clips have; of several the highest, which loses no frame. */
function rateOf(tracks: Item): Rational | undefined {
  const counts = new Map<number, number>();
  const count = (of: Item, depth: number): void => {
    const own = of.OTIO_SCHEMA.startsWith('Clip')
      ? (of.source_range ?? mediaOf(of)?.available_range)
      : undefined;
    if (own) counts.set(own.duration.rate, (counts.get(own.duration.rate) ?? 0) + 1);
    if (depth < deepest) childrenOf(of).forEach((child) => count(child, depth + 1));
  };
  count(tracks, 0);
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return most && frameRateFromNumber(most[0]);
}

function mediaOf({ media_reference, media_references, active_media_reference_key: key }: Item) {
  return media_references?.[key ?? 'DEFAULT_MEDIA'] ?? media_reference ?? undefined;
}

/** A time in frames of another rate, exactly. */
function framesOf({ rate, value }: Time, wanted: Rational): number {
  const seconds = divide(rationalFromNumber(value), frameRateFromNumber(rate));
  return Number(round(multiply(seconds, wanted)));
}

const deepest = 20;

/** The angles of a timeline, told by Cutroom or found in its clips. */
interface KnownAngles {
  readonly angles: ExchangeAngle[];
  /** By id, as Cutroom wrote it, or by URL. */
  readonly indexOf: Map<string, number>;
}

function angleOf(clip: Item, { angles, indexOf }: KnownAngles, rate: Rational): number | undefined {
  const known = ownClip.safeParse(clip.metadata).data?.cutroom.angle;
  const own = known === undefined ? undefined : indexOf.get(`id ${known}`);
  if (own !== undefined) return own;
  const file = mediaOf(clip);
  // Where the file is missing, its name is often that of the clip.
  const url = file?.target_url || clip.name;
  if (!url) return undefined;
  const index = indexOf.get(url) ?? angles.length;
  if (index < angles.length) return index;
  indexOf.set(url, index);
  const available = file?.available_range;
  const filePath = pathOfUrl(url);
  angles.push({
    ...{ id: `angle-${index + 1}`, name: clip.name || lastPartOf(filePath), filePath, offset: 0 },
    startTimecode: available ? framesOf(available.start_time, rate) : 0,
    length: available ? framesOf(available.duration, rate) : undefined,
    hasPicture: true,
  });
  return index;
}

/** Reads the clips of a programme and the angles that they show. */
function createReader(rate: Rational, counter: Counter, told: readonly z.infer<typeof ownAngle>[]) {
  const angles: ExchangeAngle[] = told.map((angle) => ({ ...angle, length: angle.length }));
  const known = { angles, indexOf: new Map(angles.map(({ id }, index) => [`id ${id}`, index])) };
  const placed = (clip: Item, start: number, length: number): PlacedClip[] => {
    if (clip.enabled === false) return [];
    if (clip.effects?.length) counter.add('effect');
    if (clip.markers?.length) counter.add('set of markers|sets of markers');
    const angle = angleOf(clip, known, rate);
    if (angle === undefined) {
      counter.add('clip without a file|clips without a file');
      return [];
    }
    const range = clip.source_range ?? mediaOf(clip)?.available_range;
    const first = range ? framesOf(range.start_time, rate) : 0;
    return [{ angle, start, end: start + length, inFrame: first - (angles[angle]?.startTimecode ?? 0) }];
  };
  /** The clips of a track, in programme frames. */
  const clipsOf = (track: Item): PlacedClip[] => {
    let position = 0;
    return childrenOf(track).flatMap((child) => {
      if (child.OTIO_SCHEMA.startsWith('Transition')) {
        counter.add('transition', madeCut);
        return [];
      }
      const range = child.source_range ?? mediaOf(child)?.available_range;
      const length = range ? framesOf(range.duration, rate) : 0;
      position += length;
      if (child.OTIO_SCHEMA.startsWith('Clip')) return placed(child, position - length, length);
      if ((child.children?.length ?? 0) > 0) counter.add('nested timeline');
      return [];
    });
  };
  return { angles, clipsOf };
}
