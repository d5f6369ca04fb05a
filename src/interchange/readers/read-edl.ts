import { frameRateFromNumber } from '../../timeline/frame-rate.ts';
import { parseRational, type Rational } from '../../timeline/rational.ts';
import { unreadable, type ExchangeAngle, type ReadEdit, type ReadOptions } from '../exchange-edit.ts';
import { createCounter, flatten, gapNote, madeCut, type Counter, type PlacedClip } from './flatten.ts';
import { formatTimecode, mayDrop, nominalOf, parseTimecode } from '../time-code.ts';

/** One line of an event: number, reel, channels, kind of edit, its length, and four time codes. */
const eventLine =
  /^\s*(\d{1,6})\s+(\S+)\s+(\S+)\s+([A-Z]\w*)\s*(\d{1,4})?\s+(\d\d:\d\d:\d\d[:;.]\d\d)\s+(\d\d:\d\d:\d\d[:;.]\d\d)\s+(\d\d:\d\d:\d\d[:;.]\d\d)\s+(\d\d:\d\d:\d\d[:;.]\d\d)/;

interface EdlEvent {
  readonly reel: string;
  readonly channels: string;
  readonly kind: string;
  readonly times: readonly [string, string, string, string];
  /** Comments that follow it. */
  readonly notes: string[];
}

interface EdlFile {
  readonly title: string;
  readonly isDrop: boolean;
  readonly events: readonly EdlEvent[];
  /** Lines of Cutroom's own. */
  readonly own: readonly string[];
}

/** Reads CMX 3600: the cuts of its picture. */
export function readEdl(text: string, { fileName, fps }: ReadOptions): ReadEdit {
  const file = parseEdl(text);
  if (file.events.length === 0) return unreadable(fileName, 'it holds no events of a CMX 3600 list');
  const rate = rateOf(file, fps);
  const isDropFrame = file.isDrop && mayDrop(rate);
  const counter = createCounter();
  // A dissolve is told by two lines, the first of which lasts no time.
  const pictures = file.events
    .filter(({ times }) => times[2] !== times[3])
    .filter((event) => isPicture(event, counter));
  const reels = reelsOf(pictures, file, { rate, isDropFrame });
  const clips = pictures.flatMap((event) => clipOf(event, reels, { rate, isDropFrame }) ?? []);
  const broken = pictures.length - clips.length;
  const { shots, emptyFrames } = flatten([clips], reels.angles);
  if (shots.length === 0) return unreadable(fileName, 'none of its events has time codes that make sense');
  const size = /SIZE (\d+)x(\d+)/.exec(file.own[0] ?? '');
  const notes = [
    ...(fps === undefined && file.own.length === 0 ? [guessNote(rate)] : []),
    ...reels.notes,
    ...gapNote(emptyFrames),
    ...(broken > 0 ? [`${broken} events were left out: their time codes are not right.`] : []),
    ...counter.notes(),
  ];
  const edit = {
    ...{ name: file.title || fileName, rate, isDropFrame, startTimecode: clips[0]?.start ?? 0 },
    ...{ width: Number(size?.[1] ?? 1920), height: Number(size?.[2] ?? 1080) },
    ...{ angles: reels.angles, shots },
  };
  return { isOk: true, edit, notes };
}

function parseEdl(text: string): EdlFile {
  const events: EdlEvent[] = [];
  const own: string[] = [];
  let [title, isDrop] = ['', false];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const event = eventLine.exec(line);
    if (event) {
      const [, , reel = '', channels = '', kind = '', , a = '', b = '', c = '', d = ''] = event;
      events.push({ reel, channels, kind, times: [a, b, c, d], notes: [] });
    } else if (line.startsWith('TITLE:')) title = line.slice(6).trim();
    else if (line.startsWith('FCM:')) isDrop ||= !line.includes('NON');
    else if (line.startsWith('* CUTROOM ')) own.push(line.slice(10));
    else events.at(-1)?.notes.push(line.trim());
  }
  return { title, isDrop: isDrop || events.some(({ times }) => times[2].includes(';')), events, own };
}

function rateOf({ own, isDrop, events }: EdlFile, fps: number | undefined): Rational {
  const told = parseRational(/RATE (\S+)/.exec(own[0] ?? '')?.[1] ?? '');
  if (told) return told;
  if (fps !== undefined) return frameRateFromNumber(fps);
  const frames = events.flatMap(({ times }) => times.map((time) => Number(time.slice(-2))));
  const most = Math.max(...frames);
  const likely = isDrop ? (most >= 30 ? 59.94 : 29.97) : [24, 25, 30, 50, 60].find((rate) => most < rate);
  // Of lists that say nothing most are of 24 or 25 frames; one more number tells.
  return frameRateFromNumber(likely ?? 25);
}

function guessNote(rate: Rational): string {
  return `An EDL does not say its frame rate; it was taken for ${nominalOf(rate)} frames per second.`;
}

function isPicture({ channels, reel, kind, notes }: EdlEvent, counter: Counter): boolean {
  if (reel === 'BL') return false;
  if (!/V|B/.test(channels.toUpperCase())) {
    counter.add('event of sound only|events of sound only');
    return false;
  }
  if (kind !== 'C') counter.add('transition', madeCut);
  if (notes.some((note) => note.startsWith('M2'))) counter.add('change of speed|changes of speed');
  return true;
}

interface Reels {
  readonly angles: readonly ExchangeAngle[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly notes: readonly string[];
}

interface Clock {
  readonly rate: Rational;
  readonly isDropFrame: boolean;
}

/** What tells files apart: the reel, and the name that stands in the comments. */
function keyOf(event: EdlEvent): string {
  return `${event.reel}\n${clipNameOf(event) ?? ''}`;
}

function clipNameOf({ notes, kind }: EdlEvent): string | undefined {
  const named = (label: RegExp) => notes.map((note) => label.exec(note)?.[1]?.trim()).find(Boolean);
  const to = kind === 'C' ? undefined : named(/^\*?\s*TO CLIP NAME:\s*(.+)$/);
  return to ?? named(/^\*?\s*FROM CLIP NAME:\s*(.+)$/);
}

function reelsOf(events: readonly EdlEvent[], { own }: EdlFile, { rate, isDropFrame }: Clock): Reels {
  const parse = (time: string) => parseTimecode(time, rate, isDropFrame);
  const told = own.flatMap((line) => {
    const match = /^REEL (\S+) START (\S+) FILE (.*) NAME (.*)$/.exec(line);
    return match
      ? [{ reel: match[1] ?? '', start: match[2] ?? '', file: match[3] ?? '', name: match[4] ?? '' }]
      : [];
  });
  const indexOf = new Map<string, number>();
  const hours = new Map<string, string[]>();
  const firsts = new Map<string, number>();
  for (const event of events) {
    const first = parse(event.times[0]) ?? Infinity;
    firsts.set(keyOf(event), Math.min(firsts.get(keyOf(event)) ?? Infinity, first));
  }
  const angles = told.map(({ file, name, start }, index) => ({
    ...{ id: `angle-${index + 1}`, name, filePath: file, offset: 0, startTimecode: parse(start) ?? 0 },
    ...{ length: undefined, hasPicture: true },
  }));
  for (const [key, first] of firsts) {
    const [reel = '', clip = ''] = key.split('\n');
    const known = told.findIndex((one) => one.reel === reel);
    if (known >= 0) {
      indexOf.set(key, known);
      continue;
    }
    const hour = 3600 * nominalOf(rate);
    // Recorders begin at a full hour more often than anywhere else.
    const nearHour = formatTimecode(Number.isFinite(first) ? first : 0, rate, isDropFrame).slice(0, 2);
    const startTimecode = parse(`${nearHour}:00:00:00`) ?? Number(nearHour) * hour;
    if (startTimecode > 0) hours.set(nearHour, [...(hours.get(nearHour) ?? []), clip || reel]);
    indexOf.set(key, angles.length);
    angles.push({
      ...{ id: `angle-${angles.length + 1}`, name: clip || reel, filePath: clip || reel, offset: 0 },
      ...{ startTimecode, length: undefined, hasPicture: true },
    });
  }
  return { angles, indexOf, notes: [...hours].map(([hour, names]) => hourNote(hour, names)) };
}

function hourNote(hour: string, names: readonly string[]): string {
  const who =
    names.length > 2
      ? `${names.length} files were`
      : `${names.join(' and ')} ${names.length > 1 ? 'were' : 'was'}`;
  return `${who} taken to begin at ${hour}:00:00:00, because an EDL does not say where files begin.`;
}

function clipOf(event: EdlEvent, reels: Reels, { rate, isDropFrame }: Clock): PlacedClip | undefined {
  const [from, , start, end] = event.times.map((time) => parseTimecode(time, rate, isDropFrame));
  const angle = reels.indexOf.get(keyOf(event)) ?? 0;
  const begin = reels.angles[angle]?.startTimecode ?? 0;
  if (from === undefined || start === undefined || end === undefined || end <= start) return undefined;
  return { angle, start, end, inFrame: from - begin };
}
