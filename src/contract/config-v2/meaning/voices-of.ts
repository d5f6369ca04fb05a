import type { HeardClip, Mastering, Voice } from '../../../timeline/edl.ts';
import { minimum, rationalFromNumber, subtract, zero, type Rational } from '../../../timeline/rational.ts';
import type { ConfigV2 } from '../config-v2.ts';
import type { TimedShot } from './shots-of.ts';
import type { SourceList } from './source-list.ts';
import { sourceInstantAt, takeClock, type TakeClock } from './take-clock.ts';

type Sound = NonNullable<ConfigV2['sound']>;
type Track = NonNullable<Sound['tracks']>[number];
type Music = NonNullable<Sound['music']>[number];

/** What of a recording is heard during a shot. */
interface Recording {
  readonly source: number;
  readonly clock: TakeClock;
}

interface Programme {
  readonly config: ConfigV2;
  readonly shots: readonly TimedShot[];
  readonly list: SourceList;
  /** Length of the programme in seconds. */
  readonly seconds: Rational;
}

/** Everything that is heard: the tracks or what is seen, the own sound of clips of their own, and music. */
export function voicesOfV2(programme: Programme): Voice[] {
  const { sound = {} } = programme.config;
  const { tracks, follow = true, music = [] } = sound;
  const spoken = tracks ? voicesOfTracks(programme, tracks) : follow ? [voiceOfWhatIsSeen(programme)] : [];
  return [...spoken, ...music.map((piece) => voiceOfMusic(programme, piece))];
}

/** What is done to the sound as a whole; undefined where that is nothing. */
export function masteringOf({ loudness, truePeak, fadeIn, fadeOut }: Sound = {}): Mastering | undefined {
  const mastering = {
    ...(loudness !== undefined && { loudness }),
    ...(truePeak !== undefined && { truePeak }),
    ...(fadeIn !== undefined && { fadeIn }),
    ...(fadeOut !== undefined && { fadeOut }),
  };
  return Object.keys(mastering).length > 0 ? mastering : undefined;
}

function voiceOfWhatIsSeen({ config, shots, list }: Programme): Voice {
  const clocks = new Map(config.angles.map(({ id, offset, driftPpm }) => [id, takeClock(offset, driftPpm)]));
  const firstOfLayout = new Map(config.layouts.map(({ id, tiles }) => [id, tiles[0]?.angle]));
  const clips = shots.map((shot) => {
    if (shot.kind === 'source') return ownSound(shot, list);
    const angle = firstOfLayout.get(shot.id) ?? shot.id;
    const clock = clocks.get(angle) ?? takeClock();
    return heardDuring(shot, { source: list.ofAngle(angle), clock });
  });
  return { clips };
}

/** One voice for each track, silent while a clip of its own is seen, and one for the sound of those. */
function voicesOfTracks({ config, shots, list }: Programme, tracks: readonly Track[]): Voice[] {
  const angles = new Map(config.angles.map((angle) => [angle.id, angle]));
  const voices = tracks.map(({ source, angle, offset, driftPpm, gainDb, channel }): Voice => {
    const own = angle === undefined ? { offset, driftPpm } : angles.get(angle);
    const recording = {
      source: angle === undefined ? list.ofSource(source ?? '') : list.ofAngle(angle),
      clock: takeClock(own?.offset, own?.driftPpm),
    };
    return {
      clips: shots.map((shot) =>
        shot.kind === 'source' ? silence(shot.duration) : heardDuring(shot, recording),
      ),
      ...(gainDb !== undefined && { gainDb }),
      ...(channel && { channel }),
    };
  });
  if (!shots.some(({ kind }) => kind === 'source')) return voices;
  const own = shots.map((shot) => (shot.kind === 'source' ? ownSound(shot, list) : silence(shot.duration)));
  return [...voices, { clips: own }];
}

function voiceOfMusic({ list, seconds }: Programme, piece: Music): Voice {
  const { gainDb, duckDb, fadeIn, fadeOut } = piece;
  const from = rationalFromNumber(piece.from);
  const to = piece.to === undefined ? seconds : minimum(rationalFromNumber(piece.to), seconds);
  const played: HeardClip = {
    duration: subtract(to, from),
    source: list.ofSource(piece.source),
    inPoint: zero,
    ...(piece.loop && { isLooped: true }),
  };
  return {
    clips: piece.from > 0 ? [silence(from), played] : [played],
    ...(gainDb !== undefined && { gainDb }),
    ...(duckDb !== undefined && { duckDb }),
    ...(fadeIn !== undefined && { fadeIn }),
    ...(fadeOut !== undefined && { fadeOut }),
  };
}

function heardDuring({ from, duration, isSilent }: TimedShot, { source, clock }: Recording): HeardClip {
  if (isSilent) return silence(duration);
  const { speed } = clock;
  return { duration, source, inPoint: sourceInstantAt(clock, from), ...(speed && { speed }) };
}

function ownSound({ id, from, duration, isSilent }: TimedShot, list: SourceList): HeardClip {
  if (isSilent) return silence(duration);
  return { duration, source: list.ofSource(id), inPoint: from };
}

function silence(duration: Rational): HeardClip {
  return { duration, source: undefined, inPoint: zero };
}
