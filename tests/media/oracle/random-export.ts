import { footageMatrix } from '../footage/matrix.ts';
import type { FootageSpec } from '../footage/spec.ts';
import { makeFootage } from '../footage/make-footage.ts';
import type { Footage } from '../footage/spec.ts';
import { exactRate } from './edit.ts';
import type { JudgedClip, JudgedEdit } from './edit.ts';
import type { TestExport } from './export-with-engine.ts';
import { Dice } from './dice.ts';
import { toFloat } from './rational.ts';

/** One random export, and the words to recognise it by. */
export interface RandomExport {
  readonly work: TestExport;
  /** `copy mp4 192×108 at 25: BT.601, turned by 90° | 0: 0.1–2.3 …` */
  readonly words: string;
}

const RATES = [7.5, 12.5, 15, 23.976, 24, 25, 29.97, 29.97, 30, 30, 47.952, 50, 59.94, 60, 90, 119.88];
const SIZES = [
  { width: 192, height: 108 },
  { width: 192, height: 108 },
  { width: 320, height: 180 },
  { width: 160, height: 120 },
  { width: 128, height: 128 },
  { width: 120, height: 214 },
  { width: 256, height: 96 },
];

/** Films that hold pictures of one raster in one codec, as the cameras of one studio do. */
const isOrdinary = ([, spec]: readonly [string, FootageSpec]): boolean =>
  spec.size?.width === 192 &&
  spec.rate === undefined &&
  spec.vfr === undefined &&
  (spec.codec ?? 'h264') === 'h264' &&
  spec.rotation === undefined;

function chooseFilms(dice: Dice): (readonly [string, FootageSpec])[] {
  const pool = dice.isLucky(0.4) ? footageMatrix.filter(isOrdinary) : footageMatrix;
  const films = new Set<readonly [string, FootageSpec]>();
  const count = dice.whole(1, 4);
  while (films.size < count) films.add(dice.pick(pool));
  return [...films];
}

interface Bench {
  readonly dice: Dice;
  readonly sources: readonly Footage[];
  readonly rate: { readonly num: number; readonly den: number };
}

/** Seconds, to the end of the last of its tracks. */
export function lengthOf(footage: Footage): number {
  return Math.max(toFloat(footage.pictureEnd), footage.audio?.endSeconds ?? 0);
}

/** Six decimals, as editors write instants. */
export const micro = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** Six decimals, as editors write them: anywhere, on the output's grid, or on a picture of the source. */
function instant({ dice, rate }: Bench, footage: Footage, seconds: number): number {
  const step = rate.den / rate.num;
  const style = dice.whole(0, 3);
  if (style === 0) return micro(Math.round(seconds / step) * step);
  if (style === 1) {
    const nearest = footage.frames.find(({ pts }) => toFloat(pts) >= seconds);
    return micro(nearest ? toFloat(nearest.pts) : seconds);
  }
  return style === 2 ? Math.round(seconds * 1000) / 1000 : micro(seconds);
}

function clipOf(bench: Bench, source: number, [from, to]: readonly [number, number]): JudgedClip | undefined {
  const footage = bench.sources[source];
  if (!footage) return undefined;
  const inSeconds = instant(bench, footage, from);
  const outSeconds = instant(bench, footage, to);
  const length = lengthOf(footage);
  // A clip that lies outside its source altogether is an error, and another test's subject.
  const isInside = outSeconds > 0.06 && inSeconds < length - 0.06;
  if (outSeconds <= inSeconds || !isInside) return undefined;
  return { source, inSeconds, outSeconds, withSound: !bench.dice.isLucky(0.15) };
}

function freeClip(bench: Bench): JudgedClip | undefined {
  const { dice, rate } = bench;
  const source = dice.whole(0, bench.sources.length - 1);
  const length = lengthOf(bench.sources[source] as Footage);
  const kind = dice.whole(0, 9);
  if (kind === 0) return clipOf(bench, source, [dice.real(-1, 0), dice.real(0.1, 1)]);
  if (kind === 1) return clipOf(bench, source, [length - dice.real(0.1, 1), length + dice.real(0, 1)]);
  const seconds = kind === 2 ? rate.den / rate.num : dice.real(0.02, Math.min(1.6, length * 0.8));
  const from = dice.real(0, Math.max(0.01, length - seconds));
  return clipOf(bench, source, [from, from + seconds]);
}

/** Either free clips, or a take in which the cameras are switched at the same instant. */
function chooseClips(bench: Bench): JudgedClip[] {
  const { dice, sources } = bench;
  const count = dice.whole(1, 12);
  const clips: JudgedClip[] = [];
  const isTake = dice.isLucky(0.3);
  const shortest = Math.min(...sources.map(lengthOf));
  let at = dice.real(0, shortest / 3);
  for (let tries = 0; clips.length < count && tries < 40; tries += 1) {
    if (!isTake || at > shortest - 0.2) {
      const again = clips.length > 0 && dice.isLucky(0.1) ? clips.at(-1) : freeClip(bench);
      if (again) clips.push(again);
      continue;
    }
    const to = at + dice.real(0.1, shortest / 4);
    const source = dice.whole(0, sources.length - 1);
    clips.push({ source, inSeconds: micro(at), outSeconds: micro(to), withSound: true });
    at = to;
  }
  return dice.isLucky(0.15) ? clips.reverse() : clips;
}

function chooseOutput(dice: Dice): Pick<TestExport, 'codec' | 'format'> {
  const luck = dice.real(0, 1);
  if (luck < 0.4) return { codec: 'h264', format: 'mp4' };
  if (luck < 0.85) return { codec: 'copy', format: 'mp4' };
  return luck < 0.95 ? { codec: 'copy', format: 'webm' } : { codec: 'h265', format: 'mp4' };
}

export function wordsOf(clips: readonly JudgedClip[]): string {
  return clips.map((clip) => `${clip.source}:${clip.inSeconds}–${clip.outSeconds}`).join(' ');
}

/** The export that a seed stands for: cameras out of the matrix, clips of every kind, any output. */
export async function randomExport(seed: number): Promise<RandomExport> {
  const dice = new Dice(seed);
  const films = chooseFilms(dice);
  const sources = await Promise.all(films.map(([, spec]) => makeFootage(spec)));
  const fps = dice.isLucky(0.15) ? Math.round(dice.real(5, 90) * 1000) / 1000 : dice.pick(RATES);
  const rate = exactRate(fps);
  const size = dice.pick(SIZES);
  const output = chooseOutput(dice);
  const clips = chooseClips({ dice, sources, rate });
  const edit: JudgedEdit = { rate, ...size, sources, clips, includeAudio: !dice.isLucky(0.08) };
  const names = films.map(([name]) => name).join(', ');
  const words = `${output.codec} ${output.format} ${size.width}×${size.height} at ${fps}: ${names} | ${wordsOf(clips)}`;
  return { work: { edit, ...output, id: `random-${seed}` }, words };
}
