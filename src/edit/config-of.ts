import type { ConfigV2Input } from '../contract/config-v2/config-v2.ts';
import { frameChoiceOf, isPictureFormat, outputsFor } from './outputs-for.ts';
import type { HeardSound } from './heard-sound.ts';
import { isInSeveralFiles, soundFor } from './sound-for.ts';
import type { Shot } from './shot.ts';
import type { Edit } from './edit.ts';
import { fileNamesOf, filesOfRecording } from '../contract/footage/recording-files.ts';
import { gridOf, microsAt, secondsAt, type Grid } from './grid.ts';
import { programmeOf, type Programme } from './programme.ts';

export interface ExportIdentity {
  readonly exportId: string;
  readonly projectId: string;
  readonly projectName: string;
}

/**
 * The export config of an edit; undefined while there is nothing to export. Times are whole microseconds
 * whose durations add up to the frame grid's own, so no cut is off by rounding however many there are.
 */
export function configOf(edit: Edit, identity: ExportIdentity, heard: HeardSound): ConfigV2Input | undefined {
  const grid = gridOf(edit.rendition.fps);
  const programme = programmeOf(edit.shots);
  if (edit.angles.length === 0 || programme.total === 0) return undefined;
  const { angles, finish } = edit;
  const files = filesOf(edit);
  const idOf = (filePath: string) => files.get(filePath) ?? '';
  const outputs = outputsFor(edit, secondsAt(grid, programme.total));
  const hasSound = outputs.some(
    ({ includeAudio, format }) => includeAudio !== false && !isPictureFormat(format),
  );
  return {
    version: 2,
    id: identity.exportId,
    projectId: identity.projectId,
    projectName: identity.projectName,
    sources: [...files].map(([filePath, id]) => ({ id, filePath, name: nameOfFile(edit, filePath) })),
    angles: [...angles, ...finish.recorders.filter(isInSeveralFiles)].map((angle) => ({
      ...{ id: angle.id, name: angle.name },
      files: filesOfRecording(angle).map(({ filePath }) => idOf(filePath)),
      ...{ offset: angle.offsetSeconds, driftPpm: angle.driftPpm },
      ...cropOf(edit, angle.id),
    })),
    layouts: finish.layouts.map(({ id, tiles }) => ({
      id,
      tiles: tiles.map(({ angleId, ...tile }) => ({ angle: angleId, ...tile })),
    })),
    shots: edit.shots.map((shot, index) => shotFor(shot, { index, programme, grid })),
    ...(hasSound && { sound: soundFor(edit, heard, { idOf, seconds: secondsAt(grid, programme.total) }) }),
    ...overlaysFor(edit, { idOf, seconds: secondsAt(grid, programme.total) }),
    outputs,
  };
}

interface Placing {
  readonly index: number;
  readonly programme: Programme;
  readonly grid: Grid;
}

function shotFor(
  shot: Shot,
  { index, programme, grid }: Placing,
): NonNullable<ConfigV2Input['shots']>[number] {
  const { starts, total } = programme;
  const from = microsAt(grid, shot.from);
  const length = microsAt(grid, starts[index + 1] ?? total) - microsAt(grid, starts[index] ?? 0);
  const transition = transitionFor(index, { programme, grid });
  return {
    ...{ show: shot.angleId, from: from / 1e6, to: (from + length) / 1e6 },
    // Seen and hatched on the timeline: what was left so is meant.
    outside: 'black',
    ...(shot.isSilent && { silent: true }),
    ...(transition && { transition }),
  };
}

/** The transition into a shot, no longer than both shots allow: half of each may be taken at either of its ends. */
export function transitionFor(
  index: number,
  { programme, grid }: { readonly programme: Programme; readonly grid: Grid },
): Shot['transition'] {
  const [left, right] = [programme.shots[index - 1], programme.shots[index]];
  if (!left || !right?.transition) return undefined;
  const most = secondsAt(grid, Math.min(left.to - left.from, right.to - right.from));
  const seconds = Math.floor(Math.min(right.transition.seconds, most) * 1e6) / 1e6;
  return { kind: right.transition.kind, seconds };
}

/** Every file that the edit needs, with its id in the config. */
function filesOf({ angles, finish }: Edit): ReadonlyMap<string, string> {
  const paths = [
    ...fileNamesOf([...angles, ...finish.recorders]),
    ...finish.sound.music.map(({ filePath }) => filePath),
    ...finish.logos.map(({ filePath }) => filePath),
    ...(finish.captions ? [finish.captions.filePath] : []),
  ];
  return new Map([...new Set(paths)].map((path, index) => [path, `file-${index + 1}`]));
}

/** That of the recording; of one in several files each goes by its own. */
function nameOfFile({ angles, finish }: Edit, filePath: string): string {
  const single = [...angles, ...finish.recorders].filter((one) => !isInSeveralFiles(one));
  const named = [...single, ...finish.sound.music];
  return named.find((one) => one.filePath === filePath)?.name ?? filePath;
}

function cropOf(edit: Edit, id: string) {
  const crop = frameChoiceOf(edit, id)?.crop;
  return crop && { crop };
}

function captionsFor(
  { filePath, burn, corrections = [] }: NonNullable<Edit['finish']['captions']>,
  idOf: (filePath: string) => string,
): NonNullable<ConfigV2Input['captions']> {
  return { source: idOf(filePath), burn, ...(corrections.length > 0 && { corrections }) };
}

/** Logos, titles, captions and chapters that begin before the programme ends. */
function overlaysFor(
  { finish }: Edit,
  { idOf, seconds }: { readonly idOf: (filePath: string) => string; readonly seconds: number },
): Pick<ConfigV2Input, 'overlays' | 'titles' | 'captions' | 'chapters'> {
  const { logos, titles, captions, chapters } = finish;
  const isIn = ({ from }: { readonly from: number }) => from < seconds;
  return {
    overlays: logos.filter(isIn).map(({ filePath, id: _, to, ...logo }) => ({
      ...logo,
      source: idOf(filePath),
      ...(to !== undefined && { to }),
      fade: 0.3,
    })),
    titles: titles.filter(isIn).map(({ id: _, ...title }) => title),
    ...(captions && { captions: captionsFor(captions, idOf) }),
    chapters: chapters.filter(({ time }) => time < seconds).map(({ time, title }) => ({ time, title })),
  };
}
