import type { Angle } from '../../../contract/project-angle.ts';
import { passingAt } from '../episode/passing-at.ts';
import { viewsOf, type Side } from '../episode/picture-at.ts';
import { placeInFiles } from '../../../contract/footage/recording-files.ts';
import { shownSeconds } from '../../../edit/source-time.ts';
import { holdCamera, isRunning, listenToCamera, runCamera, type Camera } from './steer-camera.ts';
import { isOutsideFile, type LaidEdit } from './steering.ts';

/** What a further element of a camera shows while the camera's own is at the other side of a cut. */
export interface StandInCue {
  readonly side: Side;
  readonly angle: Angle;
  /** Which of its files, from 0, and the instant of that, in seconds. */
  readonly file: number;
  readonly seconds: number;
  /** It plays with the programme; until then it waits at its first picture. */
  readonly isDue: boolean;
  readonly isOutside: boolean;
}

/** Stand-ins are fetched this long before they are seen, in seconds of the programme. */
const leadSeconds = 2;

/**
 * The stand-ins at a programme frame (fractional while it plays). A camera's own element goes to the other side at the
 * cut, where a dissolve is half done: what comes is seen before that, and what goes after it.
 */
export function standInsAt(score: LaidEdit, frame: number): readonly StandInCue[] {
  const passing = passingAt(score, frame, leadSeconds);
  if (!passing || passing.goesOn || passing.kind !== 'dissolve') return [];
  const { edit, grid } = score;
  const cut = passing.right.start;
  const begin = cut - (passing.seconds / 2) * (grid.num / grid.den);
  return [
    { side: 'coming' as const, place: passing.right, dueAt: begin },
    { side: 'going' as const, place: passing.left, dueAt: cut },
  ].flatMap(({ side, place, dueAt }) =>
    viewsOf(edit, place.shot.angleId, 'programme').map(({ angle }) => {
      const seconds = shownSeconds(angle, place, { frame: Math.max(frame, dueAt), grid });
      const isOutside = isOutsideFile(score, angle, seconds);
      const within = placeInFiles(angle, seconds, grid.allowance);
      return { side, angle, file: within.file, seconds: within.seconds, isDue: frame >= dueAt, isOutside };
    }),
  );
}

/** An element that shows a camera. */
export interface ShownElement {
  readonly video: HTMLVideoElement;
  /** Its file has nothing there: the picture is black. */
  readonly isOutside: boolean;
}

interface StandIn extends Camera {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly stop: () => void;
  cue: StandInCue;
}

export interface StandInsOptions {
  /** Where a file of a camera plays from; undefined while that is not known. */
  readonly urlOf: (angleId: string, file: number) => string | undefined;
  readonly onChange: () => void;
}

/** Second elements of cameras, for the time of dissolves over jumps in the take. Never heard. */
export class StandIns {
  readonly #all = new Map<string, StandIn>();
  readonly #options: StandInsOptions;

  constructor(options: StandInsOptions) {
    this.#options = options;
  }

  /** Fetches those that are wanted, lets go of the others, and brings all to where they belong. */
  steer(
    cues: readonly StandInCue[],
    { speed, allowance }: { readonly speed: number; readonly allowance: number },
  ): void {
    const keys = new Set(cues.map(keyOf));
    for (const key of this.#all.keys()) if (!keys.has(key)) this.#drop(key);
    for (const cue of cues) {
      const standIn = this.#take(cue);
      if (!standIn) continue;
      standIn.cue = cue;
      if (speed > 0 && cue.isDue && !cue.isOutside)
        runCamera(standIn, cue.seconds, { speed, isHeard: false });
      else holdCamera(standIn, cue.isOutside ? undefined : cue.seconds + allowance);
    }
  }

  /** What stands in for an angle on a side of the cut. */
  of(side: Side, angleId: string): (ShownElement & Pick<StandInCue, 'file' | 'seconds'>) | undefined {
    const standIn = this.#all.get(`${side} ${angleId}`);
    if (!standIn || standIn.video.error !== null) return undefined;
    const { video, cue } = standIn;
    return { video, isOutside: cue.isOutside, file: cue.file, seconds: cue.seconds };
  }

  /** Whether one already plays what an angle should show at an instant of its file: nobody has to wait for its own element. */
  isShowing(
    angleId: string,
    { file, seconds }: Pick<StandInCue, 'file' | 'seconds'>,
    speed: number,
  ): boolean {
    const coming = this.of('coming', angleId);
    return (
      coming !== undefined &&
      coming.file === file &&
      Math.abs(coming.seconds - seconds) < 1e-3 &&
      isRunning(coming.video, seconds, speed)
    );
  }

  close(): void {
    for (const key of this.#all.keys()) this.#drop(key);
  }

  #take(cue: StandInCue): StandIn | undefined {
    const key = keyOf(cue);
    const url = this.#options.urlOf(cue.angle.id, cue.file);
    const known = this.#all.get(key);
    if (known?.url === url) return known;
    if (known) this.#drop(key);
    if (url === undefined) return undefined;
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.preload = 'auto';
    video.src = url;
    const camera = { video, url, cue, wanted: undefined, stop: () => {} };
    const standIn: StandIn = Object.assign(camera, { stop: listenToCamera(camera, this.#options.onChange) });
    this.#all.set(key, standIn);
    return standIn;
  }

  #drop(key: string): void {
    const standIn = this.#all.get(key);
    if (!standIn) return;
    standIn.stop();
    // Gives the decoder back at once.
    standIn.video.removeAttribute('src');
    standIn.video.load();
    this.#all.delete(key);
  }
}

function keyOf({ side, angle }: StandInCue): string {
  return `${side} ${angle.id}`;
}
