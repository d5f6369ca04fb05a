import { correctionOf } from './steering.ts';

/** One element that plays a recording. */
export interface Camera {
  readonly video: HTMLMediaElement;
  /** Where a seek that could not be made yet wants to go, in seconds. */
  wanted: number | undefined;
}

/** Everything after which an element shows something else, or can be told where to go. */
const events = [
  'loadedmetadata',
  'loadeddata',
  'seeked',
  'canplay',
  'playing',
  'timeupdate',
  'error',
] as const;

/** Makes up for seeks that could not be made, and calls back when there is something to look at; returns how to stop. */
export function listenToCamera(camera: Camera, onChange: () => void): () => void {
  const { video } = camera;
  const onReady = () => {
    if (camera.wanted !== undefined && !video.seeking) seekTo(camera, camera.wanted);
    onChange();
  };
  for (const event of events) video.addEventListener(event, onReady);
  return () => {
    for (const event of events) video.removeEventListener(event, onReady);
    video.pause();
  };
}

/** Paused or backwards: the picture stands on its instant, in seconds; without one, where it is. */
export function holdCamera(camera: Camera, seconds: number | undefined): void {
  if (!camera.video.paused) camera.video.pause();
  if (seconds !== undefined) seekTo(camera, seconds);
}

/** Plays on, and gets into step with an instant of its file, in seconds. */
export function runCamera(
  camera: Camera,
  seconds: number,
  how: { readonly speed: number; readonly isHeard: boolean },
): void {
  const { video } = camera;
  if (video.seeking || video.readyState < HTMLMediaElement.HAVE_METADATA) return;
  camera.wanted = undefined;
  const correction = correctionOf(seconds - video.currentTime, how);
  if (correction.kind === 'jump') video.currentTime = Math.max(0, seconds);
  else if (video.playbackRate !== correction.rate) video.playbackRate = correction.rate;
  // Refused where nobody has touched the page yet, or when a pause overtakes it: the next tick asks again.
  if (video.paused && !video.ended) video.play().catch(() => undefined);
}

/** Further behind than this, in seconds, a picture is waited for rather than hurried. */
const patientSeconds = 0.08;

/** Whether it plays what belongs to an instant of its file, or soon will. */
export function isRunning(video: HTMLMediaElement, seconds: number, speed: number): boolean {
  if (video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return video.ended;
  return video.ended || seconds - video.currentTime < patientSeconds * Math.max(1, speed);
}

function seekTo(camera: Camera, seconds: number): void {
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
