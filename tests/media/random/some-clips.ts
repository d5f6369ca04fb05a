import type { Dice } from '../oracle/dice.ts';
import type { JudgedClip } from '../oracle/edit.ts';
import { lengthOf, micro } from '../oracle/random-export.ts';
import type { Footage } from '../footage/spec.ts';

export interface ToCut {
  readonly sources: readonly Footage[];
  readonly rate: { readonly num: number; readonly den: number };
  /** Seconds of each source that may be cut from, where not all of it. */
  readonly within?: readonly (readonly [from: number, to: number])[];
}

/** Clips anywhere in some films: long ones, short ones and single frames, now and then all of a film. */
export function someClips(dice: Dice, { sources, rate, within = [] }: ToCut): JudgedClip[] {
  return Array.from({ length: dice.whole(1, 4) }, (): JudgedClip => {
    const source = dice.whole(0, sources.length - 1);
    const [first, end] = within[source] ?? [0, lengthOf(sources[source] as Footage)];
    const length = end - first;
    if (dice.isLucky(0.1))
      return { source, inSeconds: micro(first), outSeconds: micro(end), withSound: true };
    const frame = rate.den / rate.num;
    const seconds = dice.pick([frame, dice.real(0.05, 0.5), dice.real(0.3, length), dice.real(0.6, length)]);
    const from = dice.isLucky(0.2) ? 0 : dice.real(0, Math.max(0, length - seconds));
    const onGrid = dice.isLucky(0.5) ? Math.round(from / frame) * frame : from;
    const start = first + Math.min(onGrid, length - 2 * frame);
    const outSeconds = micro(Math.min(end, start + seconds));
    return { source, inSeconds: micro(start), outSeconds, withSound: !dice.isLucky(0.1) };
  });
}
