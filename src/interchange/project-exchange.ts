import type { Angle } from '../contract/project-angle.ts';
import type { ProjectEdit, Rendition, Stretch } from '../contract/project.ts';
import { frameRateFromNumber } from '../timeline/frame-rate.ts';
import { rationalFromNumber, toNumber } from '../timeline/rational.ts';
import { lastPartOf, type ExchangeEdit } from './exchange-edit.ts';
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
  const known = new Map(angles.map(({ id }, index) => [id, index]));
  const edit: ExchangeEdit = {
    ...{ name, rate, isDropFrame: mayDrop(rate), startTimecode: 0 },
    ...{ width: rendition.width, height: rendition.height },
    angles: angles.map((angle) => ({
      ...{ id: angle.id, name: angle.name, filePath: angle.filePath, offset: frame(angle.offsetSeconds) },
      ...{ startTimecode: 0, length: undefined, hasPicture: true },
    })),
    shots: stretches.flatMap(({ angleId, start, end, isSilent }) => {
      const shot = { angle: known.get(angleId) ?? 0, from: frame(start), to: frame(end), isSilent };
      return shot.to > shot.from ? [shot] : [];
    }),
  };
  return { edit, notes: angles.flatMap((angle) => angleNotes(angle, edit)) };
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
