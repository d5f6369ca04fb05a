import type { TrimKnobs } from '../contract/cutting/cut-knobs.ts';
import type { TrimsAnswer } from '../contract/cutting/suggest-cuts.ts';
import { askedPart, trackOf, type LevelsByFile, type Take } from './read-take.ts';
import { findSilences } from './find-silences.ts';

/** The silences of a take over all its tracks, speakers' and cameras'. */
export function trimTake(take: Take, files: LevelsByFile, knobs: TrimKnobs): TrimsAnswer {
  const tracks = (take.speakers ?? take.angles)
    .map((one) => trackOf(one, files))
    .filter(({ levels }) => levels.length > 0);
  const part = askedPart(take, tracks);
  if (!part) return { trims: [], seconds: 0, firstWord: null, lastWord: null };
  const { trims, firstWord = null, lastWord = null } = findSilences(tracks, knobs, part);
  return { trims, seconds: trims.reduce((sum, { from, to }) => sum + to - from, 0), firstWord, lastWord };
}
