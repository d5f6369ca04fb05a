import type { FootageAudio } from '../footage/spec.ts';
import type { JudgedEdit } from './edit.ts';
import { toFloat } from './rational.ts';
import { placeClips } from './time-model.ts';

/** A stretch of the output, in seconds, in which one thing must be heard. Half-open. */
export interface SoundStretch {
  readonly clip: number;
  readonly from: number;
  readonly to: number;
  /** `null`: silence. */
  readonly voice: number | null;
  /** The voice's noise at output time `t` is the noise at `t + voiceShift`. */
  readonly voiceShift: number;
  /** Edges that are no cuts but the rim of a source's sound, which packets blur. */
  readonly isBlurredBefore: boolean;
  readonly isBlurredAfter: boolean;
}

/** Where a source sounds within `[from, to)` of its own time line: its track without the holes. */
function soundingParts(audio: FootageAudio, from: number, to: number): [number, number][] {
  let parts: [number, number][] = [[Math.max(from, audio.startSeconds), Math.min(to, audio.endSeconds)]];
  for (const [holeFrom, holeTo] of audio.holes) {
    parts = parts.flatMap(([a, b]): [number, number][] => [
      [a, Math.min(b, holeFrom)],
      [Math.max(a, holeTo), b],
    ]);
  }
  return parts.filter(([a, b]) => b > a);
}

interface ClipLine {
  readonly clip: number;
  readonly start: number;
  readonly end: number;
  readonly inSeconds: number;
  readonly audio: FootageAudio | null;
}

function stretchesOf({ clip, start, end, inSeconds, audio }: ClipLine): SoundStretch[] {
  const shift = inSeconds - start;
  const parts = audio ? soundingParts(audio, start + shift, end + shift) : [];
  const stretches: SoundStretch[] = [];
  const add = (from: number, to: number, voice: number | null): void => {
    if (to <= from) return;
    const voiceShift = audio ? shift - audio.voiceOriginSeconds : 0;
    const blurred = { isBlurredBefore: from > start, isBlurredAfter: to < end };
    stretches.push({ clip, from, to, voice, voiceShift, ...blurred });
  };
  let at = start;
  for (const [a, b] of parts) {
    add(at, a - shift, null);
    add(a - shift, b - shift, audio?.voice ?? null);
    at = b - shift;
  }
  add(at, end, null);
  return stretches;
}

/** What must be heard, stretch by stretch, on the output's time line. */
export function soundModel(edit: JudgedEdit): SoundStretch[] {
  return placeClips(edit).flatMap(({ clip, start, end, inPoint }, index) => {
    const audio = clip.withSound ? (edit.sources[clip.source]?.audio ?? null) : null;
    const line = { start: toFloat(start), end: toFloat(end), inSeconds: toFloat(inPoint) };
    return stretchesOf({ clip: index, ...line, audio });
  });
}

/** Instants at which one stretch ends and the next goes on with the very same sound. */
export function runsOnThrough(stretches: readonly SoundStretch[]): { at: number; before: SoundStretch }[] {
  return stretches.flatMap((before, index) => {
    const after = stretches[index + 1];
    const isSame =
      after !== undefined &&
      before.voice !== null &&
      before.voice === after.voice &&
      Math.abs(before.to - after.from) < 1e-9 &&
      // Half a sample: the ear of the judge cannot tell less.
      Math.abs(before.voiceShift - after.voiceShift) < 0.5 / 48_000;
    return isSame ? [{ at: before.to, before }] : [];
  });
}
