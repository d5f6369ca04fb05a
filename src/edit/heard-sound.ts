import type { Angle } from '../contract/project-angle.ts';
import type { TrackSettings } from '../contract/project-finish.ts';
import type { Edit } from './edit.ts';
import { filesOfRecording } from '../contract/footage/recording-files.ts';
import { gridOf } from './grid.ts';
import { sourceSecondsOf } from './source-time.ts';

/** One recording that is heard through the whole programme. */
export interface AudibleTrack {
  readonly recording: Angle;
  /** It has a picture, too. */
  readonly isCamera: boolean;
  readonly gainDb: number;
  readonly channel: TrackSettings['channel'];
}

/** What is heard of the take: the sound of what is seen, or recordings that go on whatever is seen. */
export type HeardSound =
  { readonly kind: 'follow' } | { readonly kind: 'tracks'; readonly tracks: readonly AudibleTrack[] };

/** What is known of a file's sound. */
export interface HeardFile {
  /** How far voices stand out of its noise, in decibels; 0 while nobody has listened. */
  readonly clarity: number;
  /** How long it is. */
  readonly seconds: number;
}

/** By file; those without sound are missing, and those that nobody has told of yet. */
export type HeardFiles = ReadonlyMap<string, HeardFile>;

const ordinary: Omit<TrackSettings, 'id'> = { gainDb: 0, channel: 'all', isMuted: false, isSolo: false };

export function settingsOf({ finish }: Pick<Edit, 'finish'>, id: string): TrackSettings {
  return finish.sound.tracks.find((track) => track.id === id) ?? { id, ...ordinary };
}

/** Every recording that can be heard: the cameras, then the recorders. */
export function recordingsIn({ angles, finish }: Pick<Edit, 'angles' | 'finish'>): readonly Angle[] {
  return [...angles, ...finish.recorders];
}

/** What the programme's sound is, as an export makes it and as it is played. */
export function heardSoundOf(edit: Edit, files: HeardFiles): HeardSound {
  const { mode, trackId } = edit.finish.sound;
  if (mode === 'follow') return { kind: 'follow' };
  if (mode === 'mix') return { kind: 'tracks', tracks: mixOf(edit).map((one) => trackOf(edit, one)) };
  const chosen = recordingsIn(edit).find(({ id }) => id === trackId);
  const heard = mode === 'one' && chosen ? [chosen] : bestOf(edit, files);
  return heard.length === 0
    ? { kind: 'follow' }
    : { kind: 'tracks', tracks: heard.map((one) => trackOf(edit, one)) };
}

function trackOf(edit: Edit, recording: Angle): AudibleTrack {
  const { gainDb, channel } = settingsOf(edit, recording.id);
  return { recording, gainDb, channel, isCamera: edit.angles.includes(recording) };
}

function mixOf(edit: Edit): readonly Angle[] {
  const all = recordingsIn(edit).map((recording) => ({ recording, ...settingsOf(edit, recording.id) }));
  const solo = all.filter(({ isSolo }) => isSolo);
  const open = solo.length > 0 ? solo : all.filter(({ isMuted }) => !isMuted);
  return open.map(({ recording }) => recording);
}

/** Share of the programme that may be silent under what is heard best: a camera that was switched on some seconds late. */
const leastShare = 0.99;

/**
 * The recorders that lie in step, all together: each is near to somebody. Without any, the camera that is heard best of
 * those that recorded as much of the programme as any other did.
 */
export function bestOf(edit: Edit, files: HeardFiles): readonly Angle[] {
  const { angles, finish } = edit;
  const recorders = finish.recorders.filter(({ sync }) => sync !== 'none');
  if (recorders.length > 0) return recorders;
  const heard = angles.flatMap((angle) => {
    const file = heardOf(angle, files);
    return file ? [{ angle, clarity: file.clarity, covered: coveredBy(angle, file, edit) }] : [];
  });
  const most = Math.max(...heard.map(({ covered }) => covered));
  const throughout = heard.filter(({ covered }) => covered >= leastShare * most);
  const [first] = angles;
  if (throughout.length === 0) return first ? [angles.find(({ isReference }) => isReference) ?? first] : [];
  return [throughout.reduce((a, b) => (b.clarity > a.clarity + 1 ? b : a)).angle];
}

/** A recording in several files is heard as well as they are on average; undefined where one of them has no sound. */
function heardOf(angle: Angle, files: HeardFiles): HeardFile | undefined {
  const heard = filesOfRecording(angle).map(({ filePath }) => files.get(filePath));
  const known = heard.filter((file) => file !== undefined);
  if (known.length < heard.length) return undefined;
  const seconds = known.reduce((sum, file) => sum + file.seconds, 0);
  const clarity = known.reduce((sum, file) => sum + file.clarity * file.seconds, 0) / Math.max(1e-6, seconds);
  return { clarity, seconds };
}

/** Seconds of the programme during which a recording ran. */
function coveredBy(angle: Angle, { seconds }: HeardFile, { shots, rendition }: Edit): number {
  const grid = gridOf(rendition.fps);
  return shots.reduce((sum, { from, to }) => {
    const start = Math.max(0, sourceSecondsOf(angle, from, grid));
    return sum + Math.max(0, Math.min(seconds, sourceSecondsOf(angle, to, grid)) - start);
  }, 0);
}
