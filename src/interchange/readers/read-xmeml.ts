import { divide, multiply, rational, round, type Rational } from '../../timeline/rational.ts';
import {
  lastPartOf,
  unreadable,
  type ExchangeAngle,
  type ReadEdit,
  type ReadOptions,
} from '../exchange-edit.ts';
import { createCounter, flatten, gapNote, madeCut, type Counter, type PlacedClip } from './flatten.ts';
import { parseTimecode, rateOfTimebase } from '../time-code.ts';
import { childAt, childrenOf, descendantsOf, pathOfUrl, textAt, type XmlElement } from '../xml-tree.ts';

/** Reads Final Cut Pro XML 7: what is seen of the video tracks of its first sequence. */
export function readXmeml(root: XmlElement, { fileName }: ReadOptions): ReadEdit {
  const sequences = descendantsOf(root, 'sequence');
  const [sequence] = sequences;
  const rate = sequence && rateOf(sequence);
  if (!sequence || !rate) return unreadable(fileName, 'it holds no sequence with a frame rate');
  const counter = createCounter();
  const files = createFiles(root, rate);
  const video = childAt(sequence, 'media', 'video');
  const tracks = childrenOf(video, 'track').map((track) => clipsOf(track, { rate, files, counter }));
  const { shots, emptyFrames } = flatten(tracks, files.angles);
  if (shots.length === 0) return unreadable(fileName, 'its video tracks hold no clips with a file');
  const size = (name: string): number => Number(textAt(video, 'format', 'samplecharacteristics', name));
  const timecode = childAt(sequence, 'timecode');
  const edit = {
    ...{ name: textAt(sequence, 'name') || fileName, rate },
    isDropFrame: textAt(timecode, 'displayformat') === 'DF',
    startTimecode: startOf(timecode, rate),
    ...{ width: size('width') || 1920, height: size('height') || 1080, angles: files.angles, shots },
  };
  const more = sequences.length - 1;
  const others = more > 0 ? [`Of ${more + 1} sequences the first one was read.`] : [];
  return { isOk: true, edit, notes: [...others, ...gapNote(emptyFrames), ...counter.notes()] };
}

function rateOf(of: XmlElement | undefined): Rational | undefined {
  const timebase = Number(textAt(of, 'rate', 'timebase'));
  if (!(timebase >= 1 && timebase <= 1000)) return undefined;
  return rateOfTimebase(timebase, /^true$/i.test(textAt(of, 'rate', 'ntsc') ?? ''));
}

/** The frame that a time code element names, at `rate`. */
function startOf(timecode: XmlElement | undefined, rate: Rational): number {
  const own = rateOf(timecode) ?? rate;
  const isDrop = textAt(timecode, 'displayformat') === 'DF';
  const frame = textAt(timecode, 'frame');
  const told = frame === undefined || frame === '' ? undefined : Number(frame);
  const number = told ?? parseTimecode(textAt(timecode, 'string') ?? '', own, isDrop) ?? 0;
  return Number.isFinite(number) ? framesAt(number, own, rate) : 0;
}

/** Frames at one rate as frames at another. */
function framesAt(frames: number, from: Rational, to: Rational): number {
  return Number(round(multiply(divide(rational(Math.round(frames)), from), to)));
}

/** The files that clips name; each is told about once, where it comes first. */
function createFiles(root: XmlElement, rate: Rational) {
  const told = new Map<string, XmlElement>();
  for (const file of descendantsOf(root, 'file')) {
    const { id = '' } = file.attributes;
    if (file.children.length > 0 && !told.has(id)) told.set(id, file);
  }
  const angles: ExchangeAngle[] = [];
  const indexOf = new Map<string, number>();
  return {
    angles,
    /** The number of the angle of a clip's file; undefined where nothing is known of it. */
    angleOf: (clip: XmlElement): number | undefined => {
      const mentioned = childAt(clip, 'file');
      const file = told.get(mentioned?.attributes['id'] ?? '') ?? mentioned;
      const path = textAt(file, 'pathurl') || textAt(file, 'name');
      if (!file || !path) return undefined;
      const known = indexOf.get(path);
      if (known !== undefined) return known;
      indexOf.set(path, angles.length);
      const own = rateOf(file) ?? rate;
      const length = Number(textAt(file, 'duration'));
      const filePath = pathOfUrl(path);
      angles.push({
        ...{ id: `angle-${angles.length + 1}`, name: textAt(file, 'name') || lastPartOf(filePath), filePath },
        ...{ offset: 0, startTimecode: startOf(childAt(file, 'timecode'), rate), hasPicture: true },
        length: length > 0 ? framesAt(length, own, rate) : undefined,
      });
      return angles.length - 1;
    },
  };
}

interface Reading {
  readonly rate: Rational;
  readonly files: ReturnType<typeof createFiles>;
  readonly counter: Counter;
}

function clipsOf(track: XmlElement, reading: Reading): readonly PlacedClip[] {
  if (/^false$/i.test(textAt(track, 'enabled') ?? '')) return [];
  const items = track.children;
  return items.flatMap((item, index) => {
    if (item.name === 'transitionitem') reading.counter.add('transition', madeCut);
    if (item.name === 'generatoritem') reading.counter.add('title or generator|titles and generators');
    return item.name === 'clipitem' ? clipOf(item, edgesOf(items, index), reading) : [];
  });
}

/** Beside a transition a clip's own edge is −1: it is cut in the middle of it. */
function edgesOf(items: readonly XmlElement[], index: number): { start: number; end: number } {
  const item = items[index];
  const numberOf = (of: XmlElement | undefined, name: string): number =>
    Number(textAt(of, name) ?? Number.NaN);
  const middleOf = (of: XmlElement | undefined): number =>
    of?.name === 'transitionitem'
      ? Math.floor((numberOf(of, 'start') + numberOf(of, 'end')) / 2)
      : Number.NaN;
  const [start, end] = [numberOf(item, 'start'), numberOf(item, 'end')];
  return {
    start: start >= 0 ? start : middleOf(items[index - 1]),
    end: end >= 0 ? end : middleOf(items[index + 1]),
  };
}

function clipOf(
  item: XmlElement,
  { start, end }: { start: number; end: number },
  { rate, files, counter }: Reading,
): readonly PlacedClip[] {
  if (/^false$/i.test(textAt(item, 'enabled') ?? '')) return [];
  if (childAt(item, 'sequence')) counter.add('nested sequence');
  if (childrenOf(item, 'filter').length > 0) counter.add('set of filters|sets of filters');
  const angle = files.angleOf(item);
  const inFrame = Number(textAt(item, 'in') ?? Number.NaN);
  if (angle === undefined || !(end > start) || Number.isNaN(inFrame)) {
    if (!childAt(item, 'sequence')) counter.add('clip without a file|clips without a file');
    return [];
  }
  // Where the edge was cut off by a transition, the picture runs on under it.
  const own = Number(textAt(item, 'start'));
  const first = framesAt(inFrame, rateOf(item) ?? rate, rate);
  return [{ angle, start, end, inFrame: own >= 0 ? first : first + halfOf(item, end - start, rate) }];
}

/** By how much a clip that begins under a transition begins later once a cut is made of that. */
function halfOf(item: XmlElement, length: number, rate: Rational): number {
  const own = rateOf(item) ?? rate;
  const whole = framesAt(Number(textAt(item, 'out')) - Number(textAt(item, 'in')), own, rate);
  const isCutAtEnd = Number(textAt(item, 'end')) < 0;
  return Math.max(0, isCutAtEnd ? Math.floor((whole - length) / 2) : whole - length);
}
