import type { CutKnobs } from '../contract/cutting/cut-knobs.ts';
import type { Utterance } from './find-speech.ts';
import type { TakePart } from './lay-tracks.ts';
import type { PlacedShot, ShownAngle } from './settle-shots.ts';

/** Why a shot is where it is. */
export type ShotReason = 'speaker' | 'several' | 'wide' | 'reaction' | 'variety';

export interface ReasonedShot extends PlacedShot {
  readonly why: ShotReason;
}

export interface Variety {
  readonly angles: readonly ShownAngle[];
  /** All of them: the short ones of those who listen are reactions. */
  readonly utterances: readonly Utterance[];
  readonly knobs: CutKnobs;
}

/** A reaction is taken so far from where it is due if somebody reacts there, in seconds. */
const reach = 10;
/** A reaction is shown so long before the "mhm" that it holds, in seconds. */
const before = 0.4;

/** Interrupts shots of one speaker that last: by the wide shot, and by those who listen, best while they react. */
export function varyShots(shots: readonly PlacedShot[], variety: Variety): readonly ReasonedShot[] {
  return shots.flatMap((shot) =>
    interrupted({ ...shot, why: reasonOf(variety.angles[shot.angle]) }, variety),
  );
}

function reasonOf(angle: ShownAngle | undefined): ShotReason {
  if (!angle || angle.isWide) return 'wide';
  return angle.shows.length > 1 ? 'several' : 'speaker';
}

function interrupted(shot: ReasonedShot, variety: Variety): readonly ReasonedShot[] {
  if (shot.why !== 'speaker') return [shot];
  const parts: ReasonedShot[] = [];
  let rest = shot;
  let lastReaction = shot.from;
  for (;;) {
    const next = nextInterruption(rest, lastReaction, variety);
    if (!next) return [...parts, rest];
    parts.push({ ...rest, to: next.from }, next);
    rest = { ...rest, from: next.to };
    if (next.why === 'reaction') lastReaction = next.to;
  }
}

/** The next shot inside of a shot, with room on either side of it. */
function nextInterruption(
  shot: ReasonedShot,
  lastReaction: number,
  variety: Variety,
): ReasonedShot | undefined {
  const { knobs, angles } = variety;
  const seconds = Math.max(knobs.reactionSeconds, knobs.shortestSeconds);
  const room = { from: shot.from + knobs.shortestSeconds, to: shot.to - seconds - knobs.shortestSeconds };
  if (room.to < room.from) return undefined;
  const place = (angle: number, at: number, why: ShotReason): ReasonedShot | undefined => {
    const from = Math.max(at, room.from);
    const recorded = angles[angle]?.recorded;
    const isThere = !recorded || (recorded.from <= from && recorded.to >= from + seconds);
    return angle >= 0 && from <= room.to && isThere ? { angle, from, to: from + seconds, why } : undefined;
  };
  const wide = angles.findIndex(({ isWide }) => isWide);
  const isLong = knobs.longestSeconds > 0;
  const variation = isLong ? place(wide, shot.from + knobs.longestSeconds, 'variety') : undefined;
  const due = lastReaction + knobs.reactionEverySeconds;
  const listener = knobs.reactionEverySeconds > 0 ? whoReacts(shot, { due, room }, variety) : undefined;
  const reaction = listener && place(listener.angle, listener.at, 'reaction');
  if (!variation || !reaction) return variation ?? reaction;
  return variation.from < reaction.from ? variation : reaction;
}

/** The camera of whoever gives a sign of listening near the instant at which a reaction is due, else of any listener. */
function whoReacts(
  shot: PlacedShot,
  { due, room }: { due: number; room: TakePart },
  { angles, utterances, knobs }: Variety,
): { angle: number; at: number } | undefined {
  const shown = angles[shot.angle]?.shows ?? [];
  const listeners = angles.flatMap((angle, index) => {
    const isOther = !angle.isWide && angle.shows.length > 0;
    return isOther && !angle.shows.some((speaker) => shown.includes(speaker)) ? [index] : [];
  });
  const signs = utterances.filter(({ from, to }) => {
    const at = from - before;
    return (
      to - from < knobs.backChannelSeconds && Math.abs(at - due) <= reach && at >= room.from && at <= room.to
    );
  });
  for (const { speaker, from } of signs) {
    const angle = listeners.find((index) => angles[index]?.shows.includes(speaker));
    if (angle !== undefined) return { angle, at: from - before };
  }
  const [first] = listeners;
  if (first === undefined) return undefined;
  // In turn, by where in the talk it is: the same input gives the same cut.
  return { angle: listeners[Math.floor(due) % listeners.length] ?? first, at: due };
}
