import { filesOfRecording } from '../contract/footage/recording-files.ts';
import type { Angle } from '../contract/project-angle.ts';
import type { ProjectEdit, Rendition, Stretch } from '../contract/project.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { rationalFromNumber, toNumber } from '../timeline/rational.ts';
import { lastPartOf, type ExchangeAngle, type ExchangeEdit, type ExchangeShot } from './exchange-edit.ts';
import { nearestFrameAt, instantAt, mayDrop } from './time-code.ts';

/** What of a project other programs have a word for. */
export type ProjectLike = Pick<ProjectEdit, 'name' | 'angles' | 'stretches' | 'rendition'>;

/** A millisecond of a camera's place is heard by nobody. */
const inaudible = 0.001;

/** A project as other programs can hold it, and in sentences what of it they cannot. */
export function exchangeOf(project: ProjectLike): { edit: ExchangeEdit; notes: readonly string[] } {
  const { name, angles, stretches, rendition } = project;
  const rate = frameRateFromNumber(rendition.fps);
  const frame = (seconds: number): number => nearestFrameAt(rationalFromNumber(seconds), rate);
  const files = filesIn(angles, frame);
  const edit: ExchangeEdit = {
    ...{ name, rate, isDropFrame: mayDrop(rate), startTimecode: 0 },
    ...{ width: rendition.width, height: rendition.height },
    angles: files.map(({ angle }) => angle),
    shots: stretches.flatMap(({ angleId, start, end, isSilent }) => {
      const shown = files.some(({ of }) => of === angleId) ? angleId : angles[0]?.id;
      return dividedAt(files, { of: shown, from: frame(start), to: frame(end) }).map((shot) => ({
        ...shot,
        isSilent,
      }));
    }),
  };
  return { edit, notes: angles.flatMap((angle) => angleNotes(angle, edit)) };
}

/** One file of an angle, as an angle of its own: other programs know none of several files. */
interface AngleFile {
  readonly angle: ExchangeAngle;
  /** The id of the project's angle. */
  readonly of: string;
  /** The part of the take, in frames, that is seen from this file; infinite before the first one and after the last. */
  readonly from: number;
  readonly to: number;
}

function filesIn(angles: readonly Angle[], frame: (seconds: number) => number): readonly AngleFile[] {
  return angles.flatMap((recording) => {
    const { id, name, offsetSeconds } = recording;
    const files = filesOfRecording(recording);
    return files.map((file, index): AngleFile => {
      const next = files[index + 1];
      const offset = frame(offsetSeconds - file.startsAt);
      return {
        angle: {
          id: index === 0 ? id : `${id}-${index + 1}`,
          name: files.length === 1 ? name : `${name} (${index + 1})`,
          ...{ filePath: file.filePath, offset },
          ...{ startTimecode: 0, length: undefined, hasPicture: true },
        },
        of: id,
        from: index === 0 ? -Infinity : -offset,
        to: next ? -frame(offsetSeconds - next.startsAt) : Infinity,
      };
    });
  });
}

/** What is seen of a stretch from each of its angle's files, in their order. */
function dividedAt(
  files: readonly AngleFile[],
  stretch: { readonly of: string | undefined; readonly from: number; readonly to: number },
): readonly Omit<ExchangeShot, 'isSilent'>[] {
  return files.flatMap(({ of, from, to }, angle) => {
    const part = { angle, from: Math.max(stretch.from, from), to: Math.min(stretch.to, to) };
    return of === stretch.of && part.to > part.from ? [part] : [];
  });
}

function angleNotes({ name, offsetSeconds, driftPpm }: Angle, { rate }: ExchangeEdit): readonly string[] {
  const off =
    offsetSeconds - toNumber(instantAt(nearestFrameAt(rationalFromNumber(offsetSeconds), rate), rate));
  return [
    ...(Math.abs(off) > inaudible
      ? [`${name} lies ${Math.abs(1000 * off).toFixed(0)} ms off: other programs count whole frames.`]
      : []),
    ...(driftPpm !== 0
      ? [`${name} drifts by ${driftPpm.toFixed(1)} ppm, which other programs do not correct.`]
      : []),
  ];
}

/** An edit of another program as a project: its files are looked for in the library by their names. */
export function projectOf(edit: ExchangeEdit): { project: ProjectLike; notes: readonly string[] } {
  const { rate } = edit;
  const seconds = (frame: number): number => toNumber(instantAt(frame, rate)) + 0;
  const pictured = edit.angles.filter(({ hasPicture }) => hasPicture);
  const angles = pictured.slice(0, 64).map(({ id, name, filePath, offset }): Angle => ({
    ...{
      id,
      name: name.slice(0, 200) || lastPartOf(filePath),
      filePath: lastPartOf(filePath).slice(0, 1024),
    },
    ...{ offsetSeconds: Math.round(seconds(offset) * 1e6) / 1e6 + 0, driftPpm: 0, sync: 'none' },
  }));
  const ids = new Set(angles.map(({ id }) => id));
  const stretches = edit.shots.flatMap(({ angle, from, to, isSilent }): Stretch[] => {
    const { id = '' } = edit.angles[angle] ?? {};
    return ids.has(id) ? [{ angleId: id, start: seconds(from), end: seconds(to), isSilent }] : [];
  });
  const rendition: Rendition = {
    ...{ format: 'mp4', codec: 'copy', width: edit.width, height: edit.height },
    ...{ fps: toNumber(rate), includeAudio: true },
  };
  const silent = edit.angles.length - pictured.length;
  return {
    project: { name: edit.name.trim().slice(0, 200) || 'Imported', angles, stretches, rendition },
    notes: [
      ...(silent > 0
        ? [`${silent} recordings of sound alone were left out: projects hold cameras so far.`]
        : []),
      ...(pictured.length > 64 ? [`Of ${pictured.length} files the first 64 were taken.`] : []),
      ...(edit.shots.length > stretches.length
        ? [`${edit.shots.length - stretches.length} shots were left out with them.`]
        : []),
    ],
  };
}
