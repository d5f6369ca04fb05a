import type { Angle } from '../../../contract/project.ts';
import { correctionOf, cueOf, type Cue, type Score } from './steering.ts';

/** How a playing camera may keep everybody waiting, in milliseconds, before the clock goes on without it. */
const patienceMs = 4000;

interface Camera {
  readonly angleId: string;
  readonly video: HTMLVideoElement;
  /** Where a seek that could not be made yet wants to go, in seconds. */
  wanted: number | undefined;
}

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

  /** Takes a camera's picture along; returns how to let it go. */
  attach(angleId: string, video: HTMLVideoElement): () => void {
    const camera: Camera = { angleId, video, wanted: undefined };
    this.#cameras.set(angleId, camera);
    const onReady = () => {
      if (camera.wanted !== undefined && !video.seeking) this.#seekTo(camera, camera.wanted);
      this.#wake();
    };
    const events = [
      'loadedmetadata',
      'loadeddata',
      'seeked',
      'canplay',
      'playing',
      'timeupdate',
      'error',
    ] as const;
    for (const event of events) video.addEventListener(event, onReady);
    this.#wake();
    return () => {
      for (const event of events) video.removeEventListener(event, onReady);
      if (this.#cameras.get(angleId) === camera) this.#cameras.delete(angleId);
      video.pause();
    };
  }

  /** The picture element of an angle, for those who draw it. */
  videoOf(angleId: string): HTMLVideoElement | undefined {
    return this.#cameras.get(angleId)?.video;
  }

  cueOf(angle: Angle): Cue | undefined {
    return this.#score && cueOf(this.#score, angle, this.#speed === 0 ? this.frame : this.#position);
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
    this.#tickListeners.clear();
    this.#stateListeners.clear();
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
    const video = onAir && this.#cameras.get(onAir.id)?.video;
    const cue = onAir && this.cueOf(onAir);
    const isReady =
      !cue || !video || video.error !== null || cue.isOutside || isRunning(video, cue.seconds, this.#speed);
    if (isReady || this.#speed < 0) {
      this.#waitingSince = 0;
      return false;
    }
    if (this.#waitingSince === 0) this.#waitingSince = now;
    return now - this.#waitingSince < patienceMs;
  }

  #steer(score: Score): void {
    for (const angle of score.edit.angles) {
      const camera = this.#cameras.get(angle.id);
      const cue = this.cueOf(angle);
      if (!camera || !cue) continue;
      const isHeard = cue.isHeard && this.#speed > 0 && this.#speed <= 2 && this.#volume > 0;
      if (camera.video.muted === isHeard) camera.video.muted = !isHeard;
      if (camera.video.volume !== this.#volume) camera.video.volume = this.#volume;
      if (this.#speed > 0 && !cue.isOutside) this.#run(camera, cue);
      else this.#hold(camera, cue, score.grid.allowance);
    }
  }

  /** Paused or backwards: the picture stands on its instant. */
  #hold(camera: Camera, cue: Cue, allowance: number): void {
    if (!camera.video.paused) camera.video.pause();
    if (!cue.isOutside) this.#seekTo(camera, cue.seconds + allowance);
  }

  #run(camera: Camera, cue: Cue): void {
    const { video } = camera;
    if (video.seeking || video.readyState < HTMLMediaElement.HAVE_METADATA) return;
    camera.wanted = undefined;
    const late = cue.seconds - video.currentTime;
    const correction = correctionOf(late, { speed: this.#speed, isHeard: cue.isHeard });
    if (correction.kind === 'jump') video.currentTime = Math.max(0, cue.seconds);
    else if (video.playbackRate !== correction.rate) video.playbackRate = correction.rate;
    // Refused where nobody has touched the page yet, or when a pause overtakes it: the next tick asks again.
    if (video.paused && !video.ended) video.play().catch(() => undefined);
  }

  #seekTo(camera: Camera, seconds: number): void {
    const { video } = camera;
    if (video.seeking || video.readyState < HTMLMediaElement.HAVE_METADATA) {
      camera.wanted = seconds;
      return;
    }
    camera.wanted = undefined;
    // An instant beyond the file's end would be sought forever.
    const within = Math.max(0, Math.min(seconds, video.duration || Infinity));
    if (Math.abs(video.currentTime - within) > 5e-4) video.currentTime = within;
  }

  #tellState(): void {
    for (const listener of this.#stateListeners) listener();
  }
}

/** Further behind than this, in seconds, a picture is waited for rather than hurried. */
const patientSeconds = 0.08;

function isRunning(video: HTMLVideoElement, seconds: number, speed: number): boolean {
  if (video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return video.ended;
  return video.ended || seconds - video.currentTime < patientSeconds * Math.max(1, speed);
}
