import type { Angle } from '../../../contract/project-angle.ts';
import { settingsOf, type HeardSound, type AudibleTrack } from '../../../edit/heard-sound.ts';
import type { Shot } from '../../../edit/shot.ts';
import type { Edit } from '../../../edit/edit.ts';
import { secondsAt, type Grid } from '../../../edit/grid.ts';
import { placeAt, takeFrameAt, type ShotPlace, type Programme } from '../../../edit/programme.ts';
import { lengthOfRecording, placeInFiles } from '../../../contract/footage/recording-files.ts';
import { angleOf, layoutOf, shownSeconds, sourceSecondsOf } from '../../../edit/source-time.ts';

/** The edit laid out, and how long each file is. */
export interface LaidEdit {
  readonly edit: Edit;
  readonly programme: Programme;
  readonly grid: Grid;
  /** Seconds by file; a file that is missing here is taken to be long enough. */
  readonly durations: ReadonlyMap<string, number>;
}

/** What is played. */
export interface Score extends LaidEdit {
  /** Which recordings are heard. */
  readonly heard: HeardSound;
  /** Of all of it: what brings the programme to its loudness, in dB. */
  readonly gainDb: number;
}

/** What one camera's picture should do at an instant. */
export interface Cue {
  /** Which of its files plays, from 0. */
  readonly file: number;
  /** The instant of that file, in seconds. */
  readonly seconds: number;
  /** It is the one on the programme. */
  readonly isOnAir: boolean;
  /** Its sound belongs to the programme. */
  readonly isHeard: boolean;
  /** Its file has nothing there: the picture is black. */
  readonly isOutside: boolean;
}

/** What a camera or a recorder plays while the programme is at `frame` (fractional while it plays). */
export function cueOf(score: Score, angle: Angle, frame: number): Cue {
  const { programme, edit, grid } = score;
  const place = placeAt(programme, frame);
  const isOnAir = place !== undefined && isShown(edit, place.shot, angle.id);
  const seconds = instantOf(score, angle, { frame, place });
  const isWanted =
    score.heard.kind === 'follow' ? isFollowed(edit, place?.shot, angle) : isTrack(score, angle);
  const inFiles = placeInFiles(angle, seconds, grid.allowance);
  return {
    ...{ file: inFiles.file, seconds: inFiles.seconds },
    isOnAir,
    isHeard: isWanted && place?.shot.isSilent === false,
    isOutside: isOutsideFile(score, angle, seconds),
  };
}

/** Whether a camera has recorded nothing at an instant of its recording, in seconds. */
export function isOutsideFile({ durations, grid }: LaidEdit, angle: Angle, seconds: number): boolean {
  return seconds < -grid.allowance || seconds >= (lengthOfRecording(angle, durations) ?? Infinity);
}

function isShown({ finish }: Edit, { angleId }: Shot, id: string): boolean {
  if (angleId === id) return true;
  return layoutOf({ finish }, angleId)?.tiles.some((tile) => tile.angleId === id) ?? false;
}

/** Of a layout the first angle is heard. */
function isFollowed(edit: Edit, shot: Shot | undefined, angle: Angle): boolean {
  return shot !== undefined && angleOf(edit, shot)?.id === angle.id;
}

function isTrack({ heard }: Score, { id }: Angle): boolean {
  return heard.kind === 'tracks' && heard.tracks.some(({ recording }) => recording.id === id);
}

/** How an angle or a recorder is heard where it is. */
export function stripOf({ heard, edit }: Score, id: string): Pick<AudibleTrack, 'gainDb' | 'channel'> {
  const track =
    heard.kind === 'tracks' ? heard.tracks.find(({ recording }) => recording.id === id) : undefined;
  return track ?? (heard.kind === 'follow' ? { gainDb: 0, channel: 'all' } : settingsOf(edit, id));
}

/** How much of the sound is left at an instant, 0..1, while the programme fades in or out. */
export function programmeFade({ edit, programme, grid }: Score, seconds: number): number {
  const { fadeIn, fadeOut } = edit.finish.sound;
  const left = secondsAt(grid, programme.total) - seconds;
  const up = fadeIn > 0 ? Math.min(1, seconds / fadeIn) : 1;
  const down = fadeOut > 0 ? Math.min(1, left / fadeOut) : 1;
  return Math.max(0, Math.min(up, down));
}

function instantOf(
  { programme, grid }: Score,
  angle: Angle,
  { frame, place }: { frame: number; place: ShotPlace | undefined },
): number {
  if (place) return shownSeconds(angle, place, { frame, grid });
  return sourceSecondsOf(angle, takeFrameAt(programme, frame), grid);
}

/** Further off than this, in seconds, a picture jumps; nearer it is played a little faster or slower. */
const jumpSeconds = 0.25;
/** Nearer than this, in seconds, is in step: a third of a frame. */
const inStepSeconds = 0.01;

export type Correction = { readonly kind: 'jump' } | { readonly kind: 'rate'; readonly rate: number };

/**
 * How a playing picture gets back into step. `late` is how many seconds it is behind. The one that is heard
 * is bent less, where ears would notice.
 */
export function correctionOf(
  late: number,
  { speed, isHeard }: { speed: number; isHeard: boolean },
): Correction {
  if (Math.abs(late) > jumpSeconds * Math.max(1, speed)) return { kind: 'jump' };
  if (Math.abs(late) < inStepSeconds) return { kind: 'rate', rate: speed };
  const most = isHeard ? 0.04 : 0.2;
  const bend = Math.min(Math.max(late * 2, -most), most);
  return { kind: 'rate', rate: speed * (1 + bend) };
}
