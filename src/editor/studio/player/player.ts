import type { Angle } from '../../../contract/project-angle.ts';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { secondsAt } from '../../../edit/grid.ts';
import type { MusicDeck } from './music-deck.ts';
import { SoundDesk } from './sound-desk.ts';
import type { Side } from '../episode/picture-at.ts';
import { StandIns, standInsAt, type ShownElement } from './stand-ins.ts';
import { holdCamera, isRunning, listenToCamera, runCamera, type Camera } from './steer-camera.ts';
import { cueOf, programmeFade, stripOf, type Cue, type Score } from './steering.ts';

/** How a playing camera may keep everybody waiting, in milliseconds, before the clock goes on without it. */
const patienceMs = 4000;

/**
 * Plays all cameras in step with one clock, the programme's, and lets only the programme be heard. Knows
 * nothing of React: whoever draws listens to `onTick` and reads `position`.
 */
export class Player {
  #score: Score | undefined;
  #position = 0;
  #speed = 0;
  #volume = 1;
  #lastTick = 0;
  #waitingSince = 0;
  #frameRequest = 0;
  readonly #cameras = new Map<string, Camera>();
  readonly #standIns = new StandIns({
    urlOf: (angleId) => this.videoOf(angleId)?.src,
    onChange: () => this.#wake(),
  });
  readonly #desk = new SoundDesk();
  #music: MusicDeck | undefined;
  readonly #tickListeners = new Set<() => void>();
  readonly #stateListeners = new Set<() => void>();

  /** Programme frames from its beginning; fractional while it plays. */
  get position(): number {
    return this.#position;
  }

  /** The programme frame on screen. */
  get frame(): number {
    return Math.max(0, Math.min(Math.floor(this.#position + 1e-6), this.#lastFrame));
  }

  /** 1 is as recorded, 0 is paused, negative is backwards. */
  get speed(): number {
    return this.#speed;
  }

  get volume(): number {
    return this.#volume;
  }

  get score(): Score | undefined {
    return this.#score;
  }

  /** Calls back after the position or a picture changed, at most once a screen frame. */
  onTick(listener: () => void): () => void {
    this.#tickListeners.add(listener);
    return () => this.#tickListeners.delete(listener);
  }

  /** Calls back when it starts, stops or changes speed or volume. */
  readonly onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  /** What is played from now on. */
  load(score: Score): void {
    this.#score = score;
    if (this.#speed === 0) this.#position = Math.min(this.#position, this.#lastFrame);
    this.#wake();
  }

  /** Takes a camera's picture or a recorder's sound along; returns how to let it go. */
  attach(angleId: string, video: HTMLMediaElement): () => void {
    const camera: Camera = { video, wanted: undefined };
    this.#cameras.set(angleId, camera);
    const stop = listenToCamera(camera, () => this.#wake());
    this.#wake();
    return () => {
      stop();
      if (this.#cameras.get(angleId) === camera) this.#cameras.delete(angleId);
      this.#desk.drop(video);
    };
  }

  /** Plays music along from now on. */
  setMusic(music: MusicDeck | undefined): void {
    this.#music = music;
    this.#wake();
  }

  /** The picture element of an angle, for those who draw it. */
  videoOf(angleId: string): HTMLVideoElement | undefined {
    const video = this.#cameras.get(angleId)?.video;
    return video instanceof HTMLVideoElement ? video : undefined;
  }

  /** What shows an angle at the playhead: its own element, or on a side of a dissolve one that stands in for it. */
  pictureOf(angle: Angle, side: Side | undefined): ShownElement | undefined {
    const [video, cue] = [this.videoOf(angle.id), this.cueOf(angle)];
    const own = video && { video, isOutside: cue?.isOutside === true };
    const standIn = side && this.#standIns.of(side, angle.id);
    if (!standIn || !own || !cue) return standIn ?? own;
    // After the cut its own element gets there, too, and goes on when the stand-in is gone.
    const isSame = Math.abs(standIn.seconds - cue.seconds) < 1e-3;
    const isThere =
      !own.video.seeking && (this.#speed === 0 || isRunning(own.video, cue.seconds, this.#speed));
    return isSame && isThere ? own : standIn;
  }

  /** The peak of what is heard of a recording, or of everything, in dB of full scale. */
  levelOf(recordingId?: string): number {
    const element = recordingId === undefined ? undefined : this.#cameras.get(recordingId)?.video;
    if (recordingId !== undefined && !element) return -Infinity;
    return this.#desk.levelOf(element);
  }

  cueOf(angle: Angle): Cue | undefined {
    return this.#score && cueOf(this.#score, angle, this.#shownAt);
  }

  seek(frame: number): void {
    this.#position = Math.max(0, Math.min(frame, this.#lastFrame));
    this.#wake();
  }

  step(frames: number): void {
    this.pause();
    this.seek(this.frame + frames);
  }

  play(speed = 1): void {
    if (this.#score === undefined || this.#score.programme.total === 0) return;
    if (speed > 0 && this.frame >= this.#lastFrame) this.#position = 0;
    this.#lastTick = 0;
    this.#desk.start();
    this.#setSpeed(speed);
  }

  pause(): void {
    if (this.#speed === 0) return;
    this.#position = this.frame;
    this.#setSpeed(0);
  }

  toggle(): void {
    if (this.#speed === 0) this.play();
    else this.pause();
  }

  /** J and L: faster with each press, and first of all in that direction. */
  shuttle(direction: -1 | 1): void {
    const faster = this.#speed * direction > 0 ? Math.min(Math.abs(this.#speed) * 2, 8) : 1;
    this.play(direction * faster);
  }

  setVolume(volume: number): void {
    this.#volume = Math.min(Math.max(volume, 0), 1);
    this.#tellState();
    this.#wake();
  }

  /** Stops everything for good. */
  close(): void {
    cancelAnimationFrame(this.#frameRequest);
    for (const { video } of this.#cameras.values()) video.pause();
    this.#cameras.clear();
    this.#standIns.close();
    this.#desk.close();
    this.#tickListeners.clear();
    this.#stateListeners.clear();
  }

  /** The programme frame that is seen; fractional while it plays. */
  get #shownAt(): number {
    return this.#speed === 0 ? this.frame : this.#position;
  }

  get #lastFrame(): number {
    return Math.max(0, (this.#score?.programme.total ?? 0) - 1);
  }

  #setSpeed(speed: number): void {
    this.#speed = speed;
    this.#tellState();
    this.#wake();
  }

  #wake(): void {
    if (this.#frameRequest === 0) this.#frameRequest = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (now: number): void => {
    this.#frameRequest = 0;
    if (this.#score === undefined) return;
    if (this.#speed !== 0) this.#advance(this.#score, now);
    this.#steer(this.#score);
    for (const listener of this.#tickListeners) listener();
    if (this.#speed !== 0) this.#wake();
  };

  #advance(score: Score, now: number): void {
    const passedMs = this.#lastTick === 0 ? 0 : Math.min(now - this.#lastTick, 250);
    this.#lastTick = now;
    if (this.#mustWait(score, now)) return;
    const { num, den } = score.grid;
    this.#position += (passedMs / 1000) * (num / den) * this.#speed;
    if (this.#position < 0 || this.#position >= score.programme.total) {
      this.#position = this.#position < 0 ? 0 : this.#lastFrame;
      this.#setSpeed(0);
    }
  }

  /** The clock stands while the picture on the programme is being fetched or sets off, but not forever. */
  #mustWait({ edit }: Score, now: number): boolean {
    const onAir = edit.angles.find((angle) => this.cueOf(angle)?.isOnAir);
    const video = onAir && this.videoOf(onAir.id);
    const cue = onAir && this.cueOf(onAir);
    const isReady =
      !cue ||
      !video ||
      video.error !== null ||
      cue.isOutside ||
      isRunning(video, cue.seconds, this.#speed) ||
      this.#standIns.isShowing(onAir.id, cue.seconds, this.#speed);
    if (isReady || this.#speed < 0) {
      this.#waitingSince = 0;
      return false;
    }
    if (this.#waitingSince === 0) this.#waitingSince = now;
    return now - this.#waitingSince < patienceMs;
  }

  #steer(score: Score): void {
    const { allowance } = score.grid;
    const isSounding = this.#speed > 0 && this.#speed <= 2 && this.#volume > 0;
    for (const angle of recordingsIn(score.edit)) {
      const camera = this.#cameras.get(angle.id);
      const cue = this.cueOf(angle);
      if (!camera || !cue) continue;
      const isHeard = cue.isHeard && !cue.isOutside && isSounding;
      this.#desk.set(camera.video, { isHeard, ...stripOf(score, angle.id) });
      if (this.#speed > 0 && !cue.isOutside)
        runCamera(camera, cue.seconds, { speed: this.#speed, isHeard: cue.isHeard });
      else holdCamera(camera, cue.isOutside ? undefined : cue.seconds + allowance);
    }
    this.#standIns.steer(standInsAt(score, this.#shownAt), { speed: this.#speed, allowance });
    const seconds = secondsAt(score.grid, this.#position);
    this.#music?.steer(this.#desk, { seconds, isSounding });
    this.#desk.setMaster(this.#volume * 10 ** (score.gainDb / 20) * programmeFade(score, seconds));
  }

  #tellState(): void {
    for (const listener of this.#stateListeners) listener();
  }
}
