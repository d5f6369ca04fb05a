import type { Project, ProjectEdit } from '../../../contract/project.ts';
import { tidied, type Edit } from './edit.ts';
import { gridOf, nearestFrame, secondsAt } from './grid.ts';

/** A project's edit on its frame grid. Stretches of an angle that is not there are shown from the first one. */
export function studioEditOf(project: Pick<Project, 'angles' | 'stretches' | 'rendition'>): Edit {
  const { angles, stretches, rendition } = project;
  const grid = gridOf(rendition.fps);
  const known = new Set(angles.map(({ id }) => id));
  const shots = stretches.flatMap(({ angleId, start, end, isSilent }) => {
    const shown = known.has(angleId) ? angleId : angles[0]?.id;
    const [from, to] = [nearestFrame(grid, start), nearestFrame(grid, end)];
    return shown === undefined ? [] : [{ angleId: shown, from, to, isSilent }];
  });
  return { angles, shots: tidied(shots), rendition };
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
    stretches: edit.shots.map(({ angleId, from, to, isSilent }) => ({
      angleId,
      start: secondsAt(grid, from),
      end: secondsAt(grid, to),
      isSilent,
    })),
    rendition: edit.rendition,
    exportIds: [...exportIds],
  };
}
