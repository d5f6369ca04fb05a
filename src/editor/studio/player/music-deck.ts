import type { MusicPiece } from '../../../contract/project-finish.ts';
import { powersPerSecond } from '../../../edit/heard-levels.ts';
import type { SoundDesk } from './sound-desk.ts';

interface Deck {
  readonly piece: MusicPiece;
  readonly element: HTMLAudioElement;
}

/** Further off than this, in seconds, music jumps to its place. */
const jumpSeconds = 0.2;

/** Plays the pieces of music of a programme in step with it, and ducks them under what is said. */
export class MusicDeck {
  readonly #decks: readonly Deck[];
  readonly #end: number;
  readonly #ducked: Float32Array | undefined;

  /** `ducked` says by which share of its decibels ducked music is down, in steps of 10 ms. */
  constructor(
    pieces: readonly (readonly [MusicPiece, HTMLAudioElement])[],
    { end, ducked }: { readonly end: number; readonly ducked: Float32Array | undefined },
  ) {
    this.#decks = pieces.map(([piece, element]) => ({ piece, element }));
    this.#end = end;
    this.#ducked = ducked;
  }

  /** Brings every piece to where it is at an instant of the programme. */
  steer(desk: SoundDesk, at: { readonly seconds: number; readonly isSounding: boolean }): void {
    for (const deck of this.#decks) this.#steerOne(desk, deck, at);
  }

  stop(): void {
    for (const { element } of this.#decks) element.pause();
  }

  #steerOne(
    desk: SoundDesk,
    { piece, element }: Deck,
    { seconds, isSounding }: { readonly seconds: number; readonly isSounding: boolean },
  ): void {
    const place = placeIn(piece, element, { seconds, end: this.#end });
    const isHeard = isSounding && place !== undefined;
    desk.set(element, { isHeard, gainDb: this.#gainAt(piece, seconds), channel: 'all' });
    if (!isHeard) return element.pause();
    if (Math.abs(element.currentTime - place) > jumpSeconds && !element.seeking) element.currentTime = place;
    if (element.paused) element.play().catch(() => undefined);
  }

  #gainAt({ gainDb, duckDb, from, to, fadeIn, fadeOut }: MusicPiece, seconds: number): number {
    const down = this.#ducked?.[Math.floor(seconds * powersPerSecond)] ?? 0;
    const [since, left] = [seconds - from, Math.min(to ?? this.#end, this.#end) - seconds];
    const up = fadeIn > 0 ? Math.min(1, since / fadeIn) : 1;
    const out = fadeOut > 0 ? Math.min(1, left / fadeOut) : 1;
    const share = Math.max(1e-5, Math.min(up, out));
    return gainDb - duckDb * down + 20 * Math.log10(share);
  }
}

/** The instant of its file that a piece plays; undefined where it does not. */
function placeIn(
  { from, to, isLooped }: MusicPiece,
  { duration }: HTMLAudioElement,
  { seconds, end }: { readonly seconds: number; readonly end: number },
): number | undefined {
  if (seconds < from || seconds >= Math.min(to ?? end, end) || !(duration > 0)) return undefined;
  const since = seconds - from;
  if (since < duration) return since;
  return isLooped ? since % duration : undefined;
}
