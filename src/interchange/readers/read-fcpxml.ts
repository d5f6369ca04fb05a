import { rational, subtract, type Rational } from '../../timeline/rational.ts';
import {
  unreadable,
  type ExchangeAngle,
  type ExchangeShot,
  type ReadEdit,
  type ReadOptions,
} from '../exchange-edit.ts';
import {
  spokenFormat,
  openResources,
  secondsOf,
  type AngleClip,
  type Resources,
} from './fcpxml-resources.ts';
import { createCounter, gapNote, madeCut, type Counter } from './flatten.ts';
import { nearestFrameAt } from '../time-code.ts';
import { childAt, childrenOf, descendantsOf, type XmlElement } from '../xml-tree.ts';

/** Reads FCPXML: the main storyline of its first project, multicam clips with all their angles. */
export function readFcpxml(root: XmlElement, { fileName }: ReadOptions): ReadEdit {
  const projects = descendantsOf(root, 'project');
  const sequence = childAt(projects[0], 'sequence') ?? descendantsOf(root, 'sequence')[0];
  const spine = childAt(sequence, 'spine');
  if (!sequence || !spine) return unreadable(fileName, 'it holds no project with a storyline');
  const { rate, width, height } = spokenFormat(root, sequence.attributes['format']);
  if (!rate) return unreadable(fileName, 'the format of its sequence names no frame rate');
  const resources = openResources(root, rate);
  const counter = createCounter();
  const pieces = readSpine(spine, { rate, resources, counter });
  if (pieces.clips.length === 0) return unreadable(fileName, 'its main storyline holds no clips with a file');
  const { angles, shots } = onOneTake(pieces.clips, resources);
  const edit = {
    ...{ name: projects[0]?.attributes['name'] ?? fileName, rate, width, height, angles, shots },
    isDropFrame: sequence.attributes['tcFormat'] === 'DF',
    startTimecode: nearestFrameAt(secondsOf(sequence.attributes['tcStart']) ?? rational(0), rate),
  };
  const more = projects.length - 1;
  const others = more > 0 ? [`Of ${more + 1} projects the first one was read.`] : [];
  return { isOk: true, edit, notes: [...others, ...gapNote(pieces.emptyFrames), ...counter.notes()] };
}

/** A stretch of one file in the programme, in frames. */
interface Piece {
  readonly angle: number;
  readonly inFrame: number;
  readonly length: number;
  readonly isSilent: boolean;
  /** Where it lies in a multicam clip, and in which; undefined of files that are no part of one. */
  readonly take: { readonly clip: string; readonly at: number } | undefined;
}

interface Reading {
  readonly rate: Rational;
  readonly resources: Resources;
  readonly counter: Counter;
}

const leftOut: Readonly<Record<string, string>> = {
  title: 'title',
  caption: 'caption',
  'ref-clip': 'compound clip',
};

function readSpine(spine: XmlElement, reading: Reading): { clips: readonly Piece[]; emptyFrames: number } {
  const clips: Piece[] = [];
  let emptyFrames = 0;
  for (const item of spine.children) {
    const length = nearestFrameAt(secondsOf(item.attributes['duration']) ?? rational(0), reading.rate);
    const found = piecesOf(item, length, reading);
    clips.push(...found);
    const filled = found.reduce((sum, piece) => sum + piece.length, 0);
    if (item.name !== 'transition') emptyFrames += Math.max(0, length - filled);
    const [first] = found;
    countExtras(item, first !== undefined, reading.counter);
  }
  return { clips, emptyFrames };
}

function countExtras(item: XmlElement, isRead: boolean, counter: Counter): void {
  const what = leftOut[item.name];
  if (what !== undefined && !isRead) counter.add(what);
  if (item.name === 'transition') counter.add('transition', madeCut);
  if (childAt(item, 'timeMap')) counter.add('change of speed|changes of speed');
  const connected = item.children.filter(({ attributes }) => attributes['lane'] !== undefined);
  for (const _ of connected) counter.add('connected clip');
  for (const name of ['marker', 'chapter-marker'])
    for (const _ of childrenOf(item, name)) counter.add('marker');
}

function piecesOf(item: XmlElement, length: number, reading: Reading): readonly Piece[] {
  const { attributes } = item;
  switch (item.name) {
    case 'mc-clip':
      return multicamPieces(item, length, reading);
    case 'asset-clip':
    case 'video':
      return piece(attributes['ref'], attributes['start'], { length, reading });
    case 'clip': {
      const inner = item.children.find((child) => child.name === 'video' || child.name === 'asset-clip');
      return piece(inner?.attributes['ref'], attributes['start'], { length, reading });
    }
    case 'audition':
      return item.children[0] ? piecesOf(item.children[0], length, reading) : [];
    case 'sync-clip': {
      const inner = descendantsOf(item, 'asset-clip', 'clip', 'video')[0];
      reading.counter.add('sound of a synchronised clip|sounds of synchronised clips');
      return inner ? syncPieces(item, inner, { length, reading }) : [];
    }
    default:
      return [];
  }
}

function piece(
  ref: string | undefined,
  start: string | undefined,
  { length, reading: { rate, resources } }: { length: number; reading: Reading },
): readonly Piece[] {
  const angle = resources.fileOf(ref);
  if (angle === undefined || length <= 0) return [];
  const begin = resources.startOf(ref);
  const inFrame = nearestFrameAt(subtract(secondsOf(start) ?? begin, begin), rate);
  return [{ angle, inFrame, length, isSilent: false, take: undefined }];
}

/** A synchronised clip counts time of its own: what it shows began at some offset of it. */
function syncPieces(
  item: XmlElement,
  inner: XmlElement,
  { length, reading }: { length: number; reading: Reading },
): readonly Piece[] {
  const ref = inner.attributes['ref'] ?? childAt(inner, 'video')?.attributes['ref'];
  const at = (name: string, of: XmlElement): number =>
    nearestFrameAt(secondsOf(of.attributes[name]) ?? rational(0), reading.rate);
  const [own] = piece(ref, inner.attributes['start'], { length, reading });
  return own ? [{ ...own, inFrame: own.inFrame + at('start', item) - at('offset', inner) }] : [];
}

function multicamPieces(item: XmlElement, length: number, { rate, resources }: Reading): readonly Piece[] {
  const { ref = '', start } = item.attributes;
  const sources = childrenOf(item, 'mc-source').map(({ attributes }) => attributes);
  const pictured = sources.find(({ srcEnable = 'all' }) => srcEnable === 'video' || srcEnable === 'all');
  const isSilent = !sources.some(({ srcEnable = 'all' }) => srcEnable === 'audio' || srcEnable === 'all');
  const clips = resources.angleOf(ref, pictured?.['angleID']);
  if (!clips) return [];
  const origin = resources.multicamStart(ref);
  const from = nearestFrameAt(subtract(secondsOf(start) ?? origin, origin), rate);
  return clips
    .flatMap((clip) => within(clip, { from, to: from + length }))
    .map(({ angle, start: at, end, inFrame }) => ({
      ...{ angle, inFrame, length: end - at, isSilent, take: { clip: ref, at } },
    }));
}

/** What of a clip of an angle lies in a part of the multicam clip. */
function within(clip: AngleClip, { from, to }: { from: number; to: number }): readonly AngleClip[] {
  const [start, end] = [Math.max(clip.start, from), Math.min(clip.end, to)];
  return end > start ? [{ ...clip, start, end, inFrame: clip.inFrame + start - clip.start }] : [];
}

/**
 * Files of a multicam clip lie on its own time line, which is the take, all of them, seen or not; a file that is used
 * in another place of one, or outside of it, is an angle of its own.
 */
function onOneTake(
  pieces: readonly Piece[],
  resources: Resources,
): { angles: readonly ExchangeAngle[]; shots: readonly ExchangeShot[] } {
  const angles: ExchangeAngle[] = [];
  const indexOf = new Map<string, number>();
  const angleAt = (file: number, offset: number, { clip = '', name = '' }): number => {
    const key = `${file} ${clip} ${offset}`;
    const index = indexOf.get(key) ?? angles.length;
    const known = resources.angles[file];
    if (index < angles.length || !known) return index;
    indexOf.set(key, index);
    angles.push({ ...known, id: `angle-${index + 1}`, name: name || known.name, offset });
    return index;
  };
  for (const clip of new Set(pieces.flatMap(({ take }) => take?.clip ?? [])))
    for (const { angle, start, inFrame, name } of resources.allOf(clip))
      angleAt(angle, inFrame - start, { clip, name });
  const shots = pieces.map(({ angle, inFrame, length, isSilent, take }): ExchangeShot => {
    const offset = take ? inFrame - take.at : 0;
    const from = inFrame - offset;
    return { angle: angleAt(angle, offset, { clip: take?.clip ?? '' }), from, to: from + length, isSilent };
  });
  return { angles, shots };
}
