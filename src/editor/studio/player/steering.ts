import type { Angle } from '../../../contract/project.ts';
import type { Edit } from '../model/edit.ts';
import type { Grid } from '../model/grid.ts';
import { placeAt, takeFrameAt, type ShotPlace, type Programme } from '../model/programme.ts';
import { shownSeconds, sourceSecondsOf } from '../model/source-time.ts';

/** What is played: the edit laid out, and how long each file is. */
export interface Score {
  readonly edit: Edit;
  readonly programme: Programme;
  readonly grid: Grid;
  /** Seconds by file; a file that is missing here is taken to be long enough. */
  readonly durations: ReadonlyMap<string, number>;
}

/** What one camera's picture should do at an instant. */
export interface Cue {
  /** The instant of its file, in seconds. */
  readonly seconds: number;
  /** It is the one on the programme. */
  readonly isOnAir: boolean;
  /** Its sound belongs to the programme. */
  readonly isHeard: boolean;
  /** Its file has nothing there: the picture is black. */
  readonly isOutside: boolean;
}

/** What an angle shows while the programme is at `frame` (fractional while it plays). */
export function cueOf(score: Score, angle: Angle, frame: number): Cue {
  const { programme, grid } = score;
  const place = placeAt(programme, frame);
  const isOnAir = place?.shot.angleId === angle.id;
  const seconds = instantOf(score, angle, { frame, place: isOnAir ? place : undefined });
  const end = score.durations.get(angle.filePath) ?? Infinity;
  return {
    seconds,
    isOnAir,
    isHeard: isOnAir && place?.shot.isSilent === false,
    isOutside: seconds < -grid.allowance || seconds >= end,
  };
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
