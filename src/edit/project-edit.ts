import { plainFinish } from '../contract/project-finish.ts';
import type { Project, ProjectEdit } from '../contract/project.ts';
import { tidied, type Edit } from './edit.ts';
import { gridOf, nearestFrame, secondsAt } from './grid.ts';

/** A project's edit on its frame grid. Stretches of an angle that is not there are shown from the first one. */
export function studioEditOf(project: Pick<Project, 'angles' | 'stretches' | 'rendition' | 'finish'>): Edit {
  const { angles, stretches, rendition, finish = plainFinish } = project;
  const grid = gridOf(rendition.fps);
  const known = new Set([...angles, ...finish.layouts].map(({ id }) => id));
  const shots = stretches.flatMap(({ angleId, start, end, ...rest }) => {
    const shown = known.has(angleId) ? angleId : angles[0]?.id;
    const [from, to] = [nearestFrame(grid, start), nearestFrame(grid, end)];
    return shown === undefined ? [] : [{ ...rest, angleId: shown, from, to }];
  });
  return { angles, shots: tidied(shots), rendition, finish };
}

/** An edit as the server keeps it. */
export function projectEditOf(
  edit: Edit,
  { name, exportIds }: Pick<ProjectEdit, 'name' | 'exportIds'>,
): ProjectEdit {
  const grid = gridOf(edit.rendition.fps);
  return {
    name,
    angles: [...edit.angles],
    stretches: edit.shots.map(({ angleId, from, to, isSilent, transition, isKept }) => ({
      angleId,
      start: secondsAt(grid, from),
      end: secondsAt(grid, to),
      isSilent,
      ...(transition && { transition }),
      ...(isKept === true && { isKept }),
    })),
    rendition: edit.rendition,
    finish: edit.finish,
    exportIds: [...exportIds],
  };
}
