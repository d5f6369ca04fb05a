import type { ConfigV2Input } from '../../../src/contract/config-v2/config-v2.ts';
import { lay, mix, plain, psnr, veil, type Planes, type Rectangle } from './planes.ts';

export interface Rate {
  readonly num: number;
  readonly den: number;
}

/** Decoded pictures of a source, one every 1/rate seconds from its time zero. */
export interface Film {
  readonly pictures: readonly Planes[];
  readonly rate: Rate;
}

/**
 * What each frame of a version-2 edit looks like, made picture by picture from decoded sources as the contract says it,
 * with nothing of the planner's or of any filter graph. Places are such that nothing is scaled.
 */
export interface ToCompose {
  readonly config: ConfigV2Input;
  readonly films: ReadonlyMap<string, Film>;
  /** Of the output. */
  readonly rate: Rate;
  readonly width: number;
  readonly height: number;
  /** Luma of each overlay's source, which is one grey all over, and its own transparency. */
  readonly greys: ReadonlyMap<
    string,
    { readonly luma: number; readonly alpha: number; readonly height: number }
  >;
  /** Added to the allowance, in seconds: which picture is on screen is anybody's choice where it ends there. */
  readonly nudge?: number;
}

/** The contract's allowance: a quarter of a frame or 2 ms, whichever is less. */
function slackOf({ rate, nudge = 0 }: Pick<ToCompose, 'rate' | 'nudge'>): number {
  return Math.min(rate.den / rate.num / 4, 0.002) + nudge;
}

export function frameOf(work: ToCompose, k: number): Planes {
  const { config, rate } = work;
  const frame = rate.den / rate.num;
  const slack = slackOf(work);
  const time = k * frame;
  const shots = config.shots ?? [];
  let start = 0;
  const starts = shots.map(({ from, to }) => (start += to - from) - (to - from));
  const lengthOf = (i: number) => (shots[i] ? shots[i].to - shots[i].from : 0);
  const sceneAt = (i: number) => sceneOf(work, i, time - (starts[i] ?? 0));
  const owner = starts.findLastIndex((begin) => begin <= time + slack);
  for (const cut of [owner, owner + 1]) {
    const passing = shots[cut]?.transition;
    if (!passing || cut === 0) continue;
    const reach = Math.min(passing.seconds, lengthOf(cut - 1), lengthOf(cut)) / 2;
    const since = time - ((starts[cut] ?? 0) - reach);
    if (since + slack < 0 || since + slack >= 2 * reach) continue;
    const share = Math.min(1, Math.max(0, since / (2 * reach)));
    const over = (picture: Planes) => withOverlays(work, picture, time);
    if (passing.kind === 'dissolve') return over(mix(sceneAt(cut - 1), sceneAt(cut), share));
    const colour = plain(work.width, work.height, [passing.kind === 'fade-black' ? 16 : 235, 128, 128]);
    return over(
      time + slack < (starts[cut] ?? 0)
        ? mix(sceneAt(cut - 1), colour, 2 * share)
        : mix(colour, sceneAt(cut), Math.max(0, 2 * share - 1)),
    );
  }
  return withOverlays(work, sceneAt(owner), time);
}

/** What a shot shows so many seconds after its beginning. */
function sceneOf(work: ToCompose, index: number, since: number): Planes {
  const { config, width, height } = work;
  const shot = config.shots?.[index];
  if (!shot) throw new Error(`there is no shot ${index}`);
  const layout = config.layouts?.find(({ id }) => id === shot.show);
  if (!layout) return angleAt(work, shot.show ?? '', shot.from + since);
  let picture = plain(width, height, [16, 128, 128]);
  for (const tile of layout.tiles) {
    const place = placeOf(tile, width, height);
    const shown = angleAt(work, tile.angle, shot.from + since);
    const focus = tile.focus ?? [0.5, 0.5];
    const start = (share: number, all: number, own: number) =>
      2 * Math.floor(Math.min(Math.max(share * all - own / 2, 0), all - own) / 2);
    const from = {
      ...place,
      x: start(focus[0], width, place.width),
      y: start(focus[1], height, place.height),
    };
    picture = lay(picture, shown, from, place);
  }
  return picture;
}

function placeOf(area: Rectangle, width: number, height: number): Rectangle {
  const even = (share: number, all: number) => 2 * Math.round((share * all) / 2);
  const [x, y] = [even(area.x, width), even(area.y, height)];
  return {
    x,
    y,
    width: even(area.x + area.width, width) - x,
    height: even(area.y + area.height, height) - y,
  };
}

/** The picture of an angle on screen at an instant of the take. */
function angleAt(work: ToCompose, id: string, take: number): Planes {
  const { config, films } = work;
  const angle = config.angles?.find((each) => each.id === id);
  if (!angle) throw new Error(`there is no angle ${id}`);
  const { offset = 0, driftPpm = 0, pictureDelay = 0, files } = angle;
  let source = offset + pictureDelay + take * (1 + driftPpm / 1e6);
  const slack = slackOf(work);
  for (const [i, file] of files.entries()) {
    const film = films.get(file);
    if (!film) throw new Error(`there is no film ${file}`);
    const { pictures, rate } = film;
    const length = (pictures.length * rate.den) / rate.num;
    const picture = Math.max(0, Math.floor(((source + slack) * rate.num) / rate.den));
    const shown = pictures[Math.min(picture, pictures.length - 1)];
    if (shown && (source + slack < length || i === files.length - 1)) return shown;
    source -= length;
  }
  throw new Error(`angle ${id} has no files`);
}

function withOverlays(work: ToCompose, picture: Planes, time: number): Planes {
  const { config, greys, width, height } = work;
  const slack = slackOf(work);
  let shown = picture;
  for (const {
    source,
    from = 0,
    to = Infinity,
    opacity = 1,
    fade = 0,
    margin = 0.03,
    width: share = 0.12,
  } of config.overlays ?? []) {
    const grey = greys.get(source);
    if (!grey || time + slack < from || time + slack >= to) continue;
    // One too short for its fades comes in the first half of its length, and goes in the other.
    const slope = Math.min(fade, (to - from) / 2);
    const coming = slope > 0 ? Math.min(1, (time - from) / slope, (to - time) / slope) : 1;
    const own = 2 * Math.round((share * width) / 2);
    const edge = Math.round(margin * Math.min(width, height));
    const place = {
      x: 2 * Math.floor((width - own - edge) / 2),
      y: 2 * Math.floor(edge / 2),
      width: own,
      height: grey.height,
    };
    shown = veil(shown, place, { luma: grey.luma, alpha: grey.alpha * opacity * Math.max(0, coming) });
  }
  return shown;
}

/** Encoded frames are this near to what is wanted, in decibels; a neighbour is not even nearly. */
export const leastDecibels = 36;

/** Frames of an export that are not what they should be, in words; none where it is exact. */
export function faultsOf(work: ToCompose, frames: readonly Planes[]): string[] {
  const seconds = (work.config.shots ?? []).reduce((sum, { from, to }) => sum + to - from, 0);
  const { num, den } = work.rate;
  // Times are whole milliseconds: what their sum as floats is off by must not make a frame.
  const count = Math.ceil(((seconds - slackOf(work)) * num) / den - 1e-6);
  const faults = frames.length === count ? [] : [`${frames.length} frames instead of ${count}`];
  for (const [k, frame] of frames.entries()) {
    const nudges = [0, 1e-5, -1e-5];
    const decibels = nudges.map((nudge) => psnr(frame, frameOf({ ...work, nudge }, k)));
    if (Math.max(...decibels) < leastDecibels) faults.push(`frame ${k}: ${decibels[0]?.toFixed(1)} dB`);
  }
  return faults;
}
