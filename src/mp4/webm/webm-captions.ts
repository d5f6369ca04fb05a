import { utf8Bytes } from '../../shared/utf8-bytes.ts';
import { element, text, uint, type Ebml } from './ebml.ts';

/** A cue of WebVTT, in milliseconds of the movie; its text is escaped as WebVTT wants it. */
export interface WebmCue {
  readonly timeMs: number;
  readonly durationMs: number;
  readonly text: string;
}

/** The number of the track. */
export const captionTrackNumber = 3;

/** WebVTT as WebM carries it; players offer it, and show it to nobody who has not asked. */
export function webmCaptionTrack(): Ebml {
  const n = captionTrackNumber;
  const about = [uint(0xd7, n), uint(0x73c5, n), uint(0x9c, 0), uint(0x88, 0), text(0x22b59c, 'und')];
  return element(0xae, ...about, text(0x86, 'D_WEBVTT/SUBTITLES'), uint(0x83, 17));
}

/** What stands in a block of its own, behind its time: a name and settings, of which there are none, and the text. */
export function cuePayload({ text: words }: WebmCue): Uint8Array {
  return utf8Bytes(`\n\n${words}`);
}

/** How long it is shown, for the group that its block stands in. */
export function cueDuration({ durationMs }: WebmCue): Ebml {
  return uint(0x9b, durationMs);
}
