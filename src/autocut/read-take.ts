import type { TakeAngle, TakeSpeaker } from '../contract/cutting/suggest-cuts.ts';
import { joinCurves } from '../contract/footage/join-curves.ts';
import { fileNamesOf } from '../contract/footage/recording-files.ts';
import { LEVEL_RATE, packLevel, SILENCE_DB, unpackLevels } from './levels.ts';
import type { TakePart, VoiceTrack } from './lay-tracks.ts';

/** A take as it is asked about. */
export interface Take {
  readonly angles: readonly TakeAngle[];
  /** Undefined where the angles' own sound is to tell who speaks. */
  readonly speakers: readonly TakeSpeaker[] | undefined;
  readonly range: TakePart | undefined;
}

/** Packed levels by file. */
export type LevelsByFile = ReadonlyMap<string, Uint8Array>;

/** The files whose levels an answer needs; an angle's own sound only where something is to be guessed from it. */
export function filesOf({ angles, speakers }: Take): readonly string[] {
  const cameras = angles.filter(({ shows }) => !speakers || shows === undefined);
  return fileNamesOf([...cameras, ...(speakers ?? [])]);
}

export function trackOf(one: TakeAngle | TakeSpeaker, files: LevelsByFile): VoiceTrack {
  const curveOf = (filePath: string) => {
    const values = files.get(filePath);
    return values && values.length > 0 ? { values, perSecond: LEVEL_RATE } : undefined;
  };
  const joined = joinCurves(one, curveOf, packLevel(SILENCE_DB));
  const levels = unpackLevels(joined?.values ?? new Uint8Array());
  return { speaker: one.id, levels, offsetSeconds: one.offsetSeconds, driftPpm: one.driftPpm };
}

/** What of the take a track has recorded. */
export function recordedPart({ levels, offsetSeconds, driftPpm }: VoiceTrack): TakePart {
  const speed = 1 + driftPpm / 1e6;
  return { from: -offsetSeconds / speed, to: (levels.length / LEVEL_RATE - offsetSeconds) / speed };
}

/** What is asked for, else everything that any of these tracks has recorded; undefined where that is nothing. */
export function askedPart({ range }: Take, tracks: readonly VoiceTrack[]): TakePart | undefined {
  if (range) return range;
  const parts = tracks.filter(({ levels }) => levels.length > 0).map(recordedPart);
  if (parts.length === 0) return undefined;
  return { from: Math.min(...parts.map(({ from }) => from)), to: Math.max(...parts.map(({ to }) => to)) };
}
