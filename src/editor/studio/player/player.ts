import type { Angle } from '../../../contract/project-angle.ts';
import { recordingsIn } from '../../../edit/heard-sound.ts';
import { secondsAt } from '../../../edit/grid.ts';
import { CameraDeck } from './camera-deck.ts';
import type { MusicDeck } from './music-deck.ts';
import { SoundDesk } from './sound-desk.ts';
import type { Side } from '../episode/picture-at.ts';
import { StandIns, standInsAt, type ShownElement } from './stand-ins.ts';
import { isRunning } from './steer-camera.ts';
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
  readonly #cameras = new CameraDeck();
  readonly #standIns = new StandIns({
    urlOf: (angleId, file) => this.#cameras.urlOf(angleId, file),
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

  /** Takes a camera's picture or a recorder's sound along, that of one of its files; returns how to let it go. */
  attach(id: string, file: number, video: HTMLMediaElement): () => void {
    const letGo = this.#cameras.attach({ id, file }, video, () => this.#wake());
    this.#wake();
    return () => {
      letGo();
      this.#desk.drop(video);
    };
  }

  /** Tells where the files of a camera play from, in their order. */
  tellUrls(id: string, urls: readonly string[]): void {
    this.#cameras.tellUrls(id, urls);
  }

  /** Plays music along from now on. */
  setMusic(music: MusicDeck | undefined): void {
    this.#music = music;
    this.#wake();
  }

  /** The picture element of an angle at the playhead, for those who draw it. */
  videoOf(angleId: string): HTMLVideoElement | undefined {
    const video = this.#cameras.elementOf(angleId, this.#fileOf(angleId));
    return video instanceof HTMLVideoElement ? video : undefined;
  }

  /** A camera is there, but the element of its file at the playhead is still to come. */
  isComing(angleId: string): boolean {
    return this.#cameras.isComing(angleId, this.#fileOf(angleId));
  }

  /** What shows an angle at the playhead: its own element, or on a side of a dissolve one that stands in for it. */
  pictureOf(angle: Angle, side: Side | undefined): ShownElement | undefined {
    const [video, cue] = [this.videoOf(angle.id), this.cueOf(angle)];
    const own = video && { video, isOutside: cue?.isOutside === true };
    const standIn = side && this.#standIns.of(side, angle.id);
    if (!standIn || !own || !cue) return standIn ?? own;
    // After the cut its own element gets there, too, and goes on when the stand-in is gone.
    const isSame = standIn.file === cue.file && Math.abs(standIn.seconds - cue.seconds) < 1e-3;
    const isThere =
      !own.video.seeking && (this.#speed === 0 || isRunning(own.video, cue.seconds, this.#speed));
    return isSame && isThere ? own : standIn;
  }

  /** The peak of what is heard of a recording, or of everything, in dB of full scale. */
  levelOf(recordingId?: string): number {
    const element =
      recordingId === undefined ? undefined : this.#cameras.elementOf(recordingId, this.#fileOf(recordingId));
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
    this.#cameras.close();
    this.#standIns.close();
    this.#desk.close();
    this.#tickListeners.clear();
    this.#stateListeners.clear();
  }

  /** Which file of a recording is at the playhead. */
  #fileOf(recordingId: string): number {
    const recordings = this.#score ? recordingsIn(this.#score.edit) : [];
    const recording = recordings.find(({ id }) => id === recordingId);
    return (recording && this.cueOf(recording)?.file) ?? 0;
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
    const isReady = !onAir || this.#isShowing(onAir);
    if (isReady || this.#speed < 0) {
      this.#waitingSince = 0;
      return false;
    }
    if (this.#waitingSince === 0) this.#waitingSince = now;
    return now - this.#waitingSince < patienceMs;
  }

  #isShowing(angle: Angle): boolean {
    const [cue, video] = [this.cueOf(angle), this.videoOf(angle.id)];
    if (!cue || cue.isOutside) return true;
    if (!video) return !this.isComing(angle.id);
    return (
      video.error !== null ||
      isRunning(video, cue.seconds, this.#speed) ||
      this.#standIns.isShowing(angle.id, cue, this.#speed)
    );
  }

  #steer(score: Score): void {
    const { allowance } = score.grid;
    const isSounding = this.#speed > 0 && this.#speed <= 2 && this.#volume > 0;
    const how = { desk: this.#desk, speed: this.#speed, isSounding, allowance };
    for (const angle of recordingsIn(score.edit)) {
      const cue = this.cueOf(angle);
      if (cue) this.#cameras.steer(angle.id, cue, { ...how, strip: stripOf(score, angle.id) });
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
