import type { SoundDesk, StripSetting } from './sound-desk.ts';
import { holdCamera, listenToCamera, runCamera, type Camera } from './steer-camera.ts';
import type { Cue } from './steering.ts';

/** How everything is played at an instant. */
export interface Steering {
  readonly desk: SoundDesk;
  readonly speed: number;
  /** Anything is heard at all. */
  readonly isSounding: boolean;
  /** Seconds by which two instants may differ and still be the same one. */
  readonly allowance: number;
}

/** The elements that play the recordings: one for each file of a recording that is near the playhead. */
export class CameraDeck {
  readonly #recordings = new Map<string, Map<number, Camera>>();
  readonly #urls = new Map<string, readonly string[]>();

  /** Takes the element of a file along; returns how to let it go. */
  attach(
    { id, file }: { readonly id: string; readonly file: number },
    video: HTMLMediaElement,
    onChange: () => void,
  ): () => void {
    const camera: Camera = { video, wanted: undefined };
    const files = this.#recordings.get(id) ?? new Map<number, Camera>();
    this.#recordings.set(id, files.set(file, camera));
    const stop = listenToCamera(camera, onChange);
    return () => {
      stop();
      if (files.get(file) === camera) files.delete(file);
    };
  }

  /** Tells where the files of a recording play from, in their order. */
  tellUrls(id: string, urls: readonly string[]): void {
    this.#urls.set(id, urls);
  }

  urlOf(id: string, file: number): string | undefined {
    return this.#urls.get(id)?.[file];
  }

  elementOf(id: string, file: number): HTMLMediaElement | undefined {
    return this.#recordings.get(id)?.get(file)?.video;
  }

  /** The recording is played here, but the element of this file is still to come. */
  isComing(id: string, file: number): boolean {
    const files = this.#recordings.get(id);
    return files !== undefined && files.size > 0 && !files.has(file);
  }

  /** Brings the elements of a recording to where they belong, and lets only the one whose turn it is be heard. */
  steer(id: string, cue: Cue, how: Steering & { readonly strip: Omit<StripSetting, 'isHeard'> }): void {
    for (const [file, camera] of this.#recordings.get(id) ?? []) {
      const isTurn = file === cue.file;
      const isHeard = isTurn && cue.isHeard && !cue.isOutside && how.isSounding;
      how.desk.set(camera.video, { isHeard, ...how.strip });
      if (isTurn) steerTurn(camera, cue, how);
      // The next file waits at its beginning; one that was played stays where it ended.
      else holdCamera(camera, file > cue.file ? how.allowance : undefined);
    }
  }

  close(): void {
    for (const files of this.#recordings.values()) for (const { video } of files.values()) video.pause();
    this.#recordings.clear();
  }
}

function steerTurn(camera: Camera, cue: Cue, { speed, allowance }: Steering): void {
  if (speed > 0 && !cue.isOutside) runCamera(camera, cue.seconds, { speed, isHeard: cue.isHeard });
  else holdCamera(camera, cue.isOutside ? undefined : cue.seconds + allowance);
}
