import { z } from 'zod';
import { frameRateFromNumber } from '../../timeline/frame-rate.ts';
import type { Rational } from '../../timeline/rational.ts';
import {
  unreadable,
  type ExchangeAngle,
  type ExchangeShot,
  type ReadEdit,
  type ReadOptions,
} from '../exchange-edit.ts';
import { parseTimecode } from '../time-code.ts';

const block = z.object({
  _index_: z.int().optional(),
  source: z.int().optional(),
  transitionActive: z.boolean().optional(),
  onAir: z.boolean().optional(),
});
const source = z.object({
  _index_: z.int(),
  name: z.string().optional(),
  type: z.string().optional(),
  file: z.string().optional(),
  startTimecode: z.string().optional(),
});
const line = z.object({
  masterTimecode: z.string().optional(),
  mixEffectBlocks: z.array(block).optional(),
});
const head = line.extend({
  masterTimecode: z.string(),
  videoMode: z.string(),
  sources: z.array(source),
  mixEffectBlocks: z.array(block),
});
type Head = z.infer<typeof head>;

const heights: Readonly<Record<string, number>> = { 480: 720, 576: 720, 720: 1280, 1080: 1920, 2160: 3840 };

/** The programme shows a source from a frame of the clock on. */
interface Switch {
  readonly source: number;
  readonly at: number;
}

/**
 * Reads the project of an ATEM Mini ISO: JSON lines, the first one names the recordings, each other one a change of the
 * mixer. Its clock counts without leaving numbers out. Every recording of a camera carries the programme's sound; the
 * clean sound of each input lies in a WAV of its own.
 */
export function readAtem(text: string, { fileName }: ReadOptions): ReadEdit {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((one) => one.trim() !== '');
  const first = head.safeParse(parseJson(lines[0] ?? ''));
  if (!first.success) return unreadable(fileName, 'it is not a project of an ATEM Mini ISO');
  const mode = /^(\d+)([pi])([\d.]+)$/.exec(first.data.videoMode.trim());
  const fields = Number(mode?.[3]);
  if (!mode || !(fields > 0))
    return unreadable(fileName, `its video mode ${first.data.videoMode} is not known`);
  // Interlaced modes name the rate of the fields.
  const rate = frameRateFromNumber(mode[2] === 'i' ? fields / 2 : fields);
  const begin = parseTimecode(first.data.masterTimecode, rate);
  if (begin === undefined) return unreadable(fileName, 'the time code that it begins with is none');
  const { switches, end, mixes, hasEnd } = readSwitches(first.data, lines.slice(1), { rate, begin });
  const { angles, indexOf } = anglesOf(first.data, { rate, begin });
  const shots = shotsOf(switches, { begin, end, indexOf });
  if (shots.shots.length === 0) return unreadable(fileName, 'the programme shows none of its recordings');
  const height = Number(mode[1]);
  const edit = {
    ...{ name: fileName.replace(/\.drp$/i, ''), rate, isDropFrame: false, startTimecode: begin },
    ...{ width: heights[String(height)] ?? 1920, height, angles, shots: shots.shots },
  };
  const notes = [
    'The sound of each recording is that of the programme; the WAV files hold each input by itself.',
    ...(mixes > 0 ? [`${mixes} mixes were made cuts, in their middle.`] : []),
    ...(shots.lost > 0
      ? [`${shots.lost} shots of sources that were not recorded show what was seen before.`]
      : []),
    ...(hasEnd ? [] : ['The project does not say when the recording ended; its last shot is a second long.']),
  ];
  return { isOk: true, edit, notes };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Clock {
  readonly rate: Rational;
  /** The frame of the clock at which the recording began. */
  readonly begin: number;
}

function readSwitches(first: Head, lines: readonly string[], { rate, begin }: Clock) {
  const mainOf = (blocks: Head['mixEffectBlocks'] | undefined) =>
    blocks?.find(({ _index_: index = 0 }) => index === 0);
  let current = mainOf(first.mixEffectBlocks)?.source ?? -1;
  const switches: Switch[] = [{ source: current, at: begin }];
  let [mixFrom, mixes, last, hasEnd]: [number | undefined, number, number, boolean] = [
    undefined,
    0,
    begin,
    false,
  ];
  for (const text of lines) {
    const change = line.safeParse(parseJson(text)).data;
    const main = mainOf(change?.mixEffectBlocks);
    const at = parseTimecode(change?.masterTimecode ?? '', rate);
    if (at === undefined || at < last || !main) continue;
    last = at;
    if (main.onAir === false) {
      hasEnd = true;
      break;
    }
    if (main.source !== undefined && main.source !== current) {
      const isMix = mixFrom !== undefined && main.transitionActive !== true;
      if (isMix) mixes += 1;
      current = main.source;
      switches.push({ source: current, at: isMix ? Math.floor(((mixFrom ?? at) + at) / 2) : at });
      mixFrom = undefined;
    }
    if (main.transitionActive === true) mixFrom ??= at;
    else if (main.transitionActive === false) mixFrom = undefined;
  }
  const end = hasEnd ? last : last + (parseTimecode('00:00:01:00', rate) ?? 25);
  return { switches, end, mixes, hasEnd };
}

/** The recordings of cameras, then those of sound alone. */
function anglesOf({ sources }: Head, { rate, begin }: Clock) {
  const recorded = sources.filter(({ file }) => file !== undefined && file !== '');
  const isCamera = ({ type }: z.infer<typeof source>): boolean => type === 'Video' || type === undefined;
  const inOrder = [...recorded.filter(isCamera), ...recorded.filter((one) => !isCamera(one))];
  const angles = inOrder.map((one, index): ExchangeAngle => {
    const start = parseTimecode(one.startTimecode ?? '', rate) ?? begin;
    return {
      ...{ id: `angle-${index + 1}`, name: one.name || `Input ${one._index_}`, filePath: one.file ?? '' },
      // Frame 0 of the take is the moment in which the recording began.
      ...{ offset: begin - start, startTimecode: start, length: undefined, hasPicture: isCamera(one) },
    };
  });
  const indexOf = new Map(
    inOrder.flatMap((one, index): [number, number][] => (isCamera(one) ? [[one._index_, index]] : [])),
  );
  return { angles, indexOf };
}

function shotsOf(
  switches: readonly Switch[],
  { begin, end, indexOf }: { begin: number; end: number; indexOf: ReadonlyMap<number, number> },
): { shots: readonly ExchangeShot[]; lost: number } {
  const shots: ExchangeShot[] = [];
  let lost = 0;
  switches.forEach(({ source: shown, at }, index) => {
    const to = Math.min(switches[index + 1]?.at ?? end, end) - begin;
    const from = at - begin;
    if (to <= from) return;
    const known = indexOf.get(shown);
    if (known === undefined) lost += 1;
    const last = shots.at(-1);
    const angle = known ?? last?.angle ?? 0;
    if (last?.angle === angle) shots[shots.length - 1] = { ...last, to };
    else shots.push({ angle, from, to, isSilent: false });
  });
  return { shots: indexOf.size === 0 ? [] : shots, lost };
}
