import type { CutKnobs } from '../contract/cutting/cut-knobs.ts';
import type { SuggestedCuts, TakeAngle } from '../contract/cutting/suggest-cuts.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { toNumber } from '../timeline/rational.ts';
import { findUtterances, hear, type Utterance } from './find-speech.ts';
import { guessViews, pickVoices, type GuessedView } from './guess-angles.ts';
import type { TakePart, VoiceTrack } from './lay-tracks.ts';
import { askedPart, recordedPart, trackOf, type LevelsByFile, type Take } from './read-take.ts';
import type { ShownAngle } from './settle-shots.ts';
import { cutUtterances } from './suggest-cuts.ts';

/** A take that was listened to: who speaks when, and what each camera shows. */
export interface HeardTake {
  readonly part: TakePart;
  readonly voices: readonly VoiceTrack[];
  readonly utterances: readonly Utterance[];
  readonly angles: readonly ShownAngle[];
  /** By angle: nobody said what it shows. */
  readonly guessed: readonly boolean[];
}

/** Listens to a take; undefined where there is nothing to hear. What takes long: turning knobs afterwards is quick. */
export function hearTake(take: Take, files: LevelsByFile): HeardTake | undefined {
  const tracks = take.angles.map((angle) => trackOf(angle, files));
  const given = take.speakers?.map((speaker) => trackOf(speaker, files));
  const part = askedPart(take, given ?? tracks);
  if (!part) return undefined;
  const heard = tracks.map((track) => hear(track, part));
  const audible = tracks.flatMap(({ levels }, index) => (levels.length > 0 ? [index] : []));
  const picked = pickVoices(audible.flatMap((index) => heard[index] ?? [])).flatMap(
    (index) => audible[index] ?? [],
  );
  const voices = given ?? picked.flatMap((index) => tracks[index] ?? []);
  const utterances = findUtterances(voices, part);
  const views = given
    ? guessViews(heard, utterances, { speakers: voices.length, origin: part.from })
    : tracks.map((_, index): GuessedView => (picked.includes(index) ? picked.indexOf(index) : 'wide'));
  const angles = take.angles.map((angle, index) => {
    const track = tracks[index];
    const recorded = track && track.levels.length > 0 ? { recorded: recordedPart(track) } : {};
    return { ...shownBy(angle, voices, views[index] ?? 'wide'), ...recorded };
  });
  return { part, voices, utterances, angles, guessed: take.angles.map(({ shows }) => shows === undefined) };
}

function shownBy({ id, shows }: TakeAngle, voices: readonly VoiceTrack[], view: GuessedView): ShownAngle {
  const everybody = { id, shows: voices.map((_, index) => index), isWide: true };
  if (shows === 'wide') return everybody;
  if (shows === undefined) return view === 'wide' ? everybody : { id, shows: [view], isWide: false };
  const known = shows.flatMap((name) =>
    voices.flatMap(({ speaker }, index) => (speaker === name ? [index] : [])),
  );
  return { id, shows: known, isWide: false };
}

/** The shots of a take that was listened to, on frames of `fps` where that is given. */
export function cutTake(heard: HeardTake, knobs: CutKnobs, fps?: number): SuggestedCuts {
  const { part, voices, utterances, angles, guessed } = heard;
  const rate = fps === undefined ? undefined : toNumber(frameRateFromNumber(fps));
  const onFrame = (at: number): number => (rate === undefined ? at : Math.round(at * rate) / rate);
  const shots = cutUtterances(utterances, { angles, knobs, part }).map(({ angle, from, to, why }) => ({
    angleId: angles[angle]?.id ?? '',
    from: onFrame(from),
    to: onFrame(to),
    why,
  }));
  const spoken = voices.map((_, index) => spokenBy(utterances, index));
  return {
    shots,
    angles: angles.map(({ id, shows, isWide }, index) => ({
      id,
      shows: isWide ? 'wide' : shows.map((speaker) => voices[speaker]?.speaker ?? ''),
      isGuessed: guessed[index] === true,
    })),
    speakers: voices.map(({ speaker }, index) => ({ id: speaker, spokenSeconds: spoken[index] ?? 0 })),
    warnings: warningsOf(voices, spoken, angles),
  };
}

function spokenBy(utterances: readonly Utterance[], who: number): number {
  const own = utterances.filter(({ speaker }) => speaker === who);
  return Math.round(100 * own.reduce((sum, { from, to }) => sum + to - from, 0)) / 100;
}

function warningsOf(
  voices: readonly VoiceTrack[],
  spoken: readonly number[],
  angles: readonly ShownAngle[],
): readonly string[] {
  const silent = voices.filter((_, index) => spoken[index] === 0).map(({ speaker }) => speaker);
  const unseen = voices.filter((_, index) => !angles.some(({ shows }) => shows.includes(index)));
  return [
    ...(voices.length < 2 ? ['Only one track tells voices apart, so nothing is cut by who speaks.'] : []),
    ...silent.map((name) => `Nobody was heard to speak into the microphone of ${name}.`),
    ...unseen.map(
      ({ speaker }) => `No camera shows ${speaker}; the wide shot is shown instead, if there is one.`,
    ),
  ];
}
