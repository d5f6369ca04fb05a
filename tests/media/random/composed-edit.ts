import { basename } from 'node:path';
import type { ConfigV2Input } from '../../../src/contract/config-v2/config-v2.ts';
import { makeFilms } from './family.ts';
import type { Footage } from '../footage/spec.ts';
import { Dice } from '../oracle/dice.ts';
import type { Rate } from '../oracle/compositor.ts';

const size = { width: 160, height: 90 };

export interface ComposedEdit {
  readonly config: ConfigV2Input;
  readonly films: readonly Footage[];
  readonly rate: Rate;
}

const rates: readonly (Rate & { readonly fps: number })[] = [
  { num: 24, den: 1, fps: 24 },
  { num: 25, den: 1, fps: 25 },
  { num: 30_000, den: 1001, fps: 29.97 },
  { num: 30, den: 1, fps: 30 },
  { num: 50, den: 1, fps: 50 },
];

/** A version-2 edit of two or three cameras: tiles, passings, overlays, drift, files in a row, whatever the seed says. */
export async function randomComposed(seed: number, logo: string): Promise<ComposedEdit> {
  const dice = new Dice(seed);
  const main = dice.pick(rates);
  const isChained = dice.isLucky(0.4);
  const first = dice.isLucky(0.7) ? main : dice.pick(rates);
  const specs = [1, 2, 3].map((camera) => {
    // Of a chain: whether its second file is reached must not decide on the rate of the output.
    const own = dice.isLucky(0.7) ? main : dice.pick(rates);
    const { num, den } = camera === 1 || (camera === 3 && isChained) ? first : own;
    const gop = dice.pick([1, 8, 15, 60]);
    const seconds = dice.real(2.5, 4);
    return {
      camera,
      seconds,
      rate: { num, den },
      size,
      gop,
      audio: false as const,
      crf: 12,
      bFrames: dice.whole(0, 2),
    };
  });
  const films = await makeFilms(specs);
  const drift = () => (dice.isLucky(0.5) ? 0 : Math.round(dice.real(-2000, 2000)));
  const angle = (id: string, files: string[]) => ({
    ...{ id, files, driftPpm: drift(), offset: milli(dice.real(0, 0.6)) },
    ...(dice.isLucky(0.3) && { pictureDelay: milli(dice.real(-0.2, 0.2)) }),
  });
  const shots = randomShots(dice);
  const config: ConfigV2Input = {
    version: 2,
    id: `composed-${seed}`,
    sources: [
      ...films.map(({ path }, i) => ({ id: `s${i + 1}`, filePath: basename(path) })),
      { id: 'logo', filePath: basename(logo) },
    ],
    angles: [angle('a', isChained ? ['s1', 's3'] : ['s1']), angle('b', ['s2'])],
    layouts: [randomLayout(dice)],
    shots,
    overlays: dice.isLucky(0.5) ? [randomOverlay(dice, shots)] : [],
    outputs: [
      {
        ...{
          id: 'master',
          format: 'mp4',
          codec: dice.isLucky(0.7) ? 'copy' : 'h264',
          ...size,
          fps: main.fps,
        },
        quality: 'high',
      },
    ],
  };
  return { config, films, rate: rateOf(config, specs) ?? main };
}

/** What copies goes on at the rate of what is seen, whatever was asked for, where all of that has one. */
function rateOf(
  { shots = [], angles = [], layouts = [], outputs }: ConfigV2Input,
  specs: readonly { readonly rate: Rate }[],
): Rate | undefined {
  if (outputs[0]?.codec !== 'copy') return undefined;
  const tilesOf = (name: string) => layouts.find(({ id }) => id === name)?.tiles.map(({ angle }) => angle);
  const seen = new Set(shots.flatMap(({ show = '' }) => tilesOf(show) ?? [show]));
  const files = angles.filter(({ id }) => seen.has(id)).flatMap((angle) => angle.files);
  const [first, ...others] = files.map((file) => specs[Number(file.slice(1)) - 1]?.rate);
  const isOne = others.every((rate) => rate?.num === first?.num && rate?.den === first?.den);
  return isOne ? first : undefined;
}

/** Strips of the frame, in which no picture is scaled, side by side or one above the other; now and then one over another. */
function randomLayout(dice: Dice): NonNullable<ConfigV2Input['layouts']>[number] {
  const at = dice.real(0.2, 0.8);
  const isUpright = dice.isLucky(0.5);
  const strip = (from: number, length: number) =>
    isUpright ? { x: from, y: 0, width: length, height: 1 } : { x: 0, y: from, width: 1, height: length };
  const focus = (): [number, number] => [dice.real(0, 1), dice.real(0, 1)];
  const tile = (angle: string, from: number, length: number) => ({
    ...{ angle, ...strip(from, length), fit: 'cover' as const, focus: focus() },
  });
  const tiles = dice.isLucky(0.7)
    ? [tile('a', 0, at), tile('b', at, 1 - at)]
    : [tile('a', 0, 1), tile('b', at, Math.min(0.3, 1 - at))];
  return { id: 'both', tiles };
}

type Shots = NonNullable<ConfigV2Input['shots']>;

function randomShots(dice: Dice): Shots {
  const ranges = Array.from({ length: dice.whole(2, 5) }, () => {
    const from = milli(dice.real(0, 1));
    return { from, to: milli(from + dice.pick([dice.real(0.05, 0.3), dice.real(0.3, 1.2)])) };
  });
  const lengthOf = (i: number) => (ranges[i] ? ranges[i].to - ranges[i].from : 0);
  return ranges.map((range, i) => {
    const kind = dice.pick(['dissolve', 'fade-black', 'fade-white'] as const);
    // Half of it lies in either shot.
    const longest = Math.min(lengthOf(i - 1), lengthOf(i));
    const isPassing = longest > 0.02 && dice.isLucky(0.5);
    return {
      ...{ show: dice.pick(['a', 'b', 'both']), ...range },
      ...(isPassing && { transition: { kind, seconds: milli(dice.real(0.01, longest - 0.002)) } }),
    };
  });
}

function randomOverlay(dice: Dice, shots: Shots): NonNullable<ConfigV2Input['overlays']>[number] {
  const seconds = shots.reduce((sum, { from, to }) => sum + to - from, 0);
  const from = milli(dice.real(0, seconds / 2));
  return {
    ...{ source: 'logo', from, to: milli(dice.real(from + 0.05, seconds)), width: 0.2 },
    ...{
      opacity: dice.real(0.3, 1),
      fade: dice.pick([0, milli(dice.real(0, 0.4))]),
      margin: dice.real(0, 0.1),
    },
  };
}

function milli(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
