import type { ConfigV1Input } from '../../../contract/config-v1.ts';
import type { Edit } from './edit.ts';
import { gridOf, microsAt } from './grid.ts';
import { programmeOf } from './programme.ts';
import { angleOf, shotStartMicros } from './source-time.ts';

export interface ExportIdentity {
  readonly exportId: string;
  readonly projectId: string;
  readonly projectName: string;
}

/**
 * The export config of an edit; undefined while there is nothing to export. Times are whole microseconds
 * whose durations add up to the frame grid's own, so no cut is off by rounding however many there are.
 */
export function configOf(edit: Edit, identity: ExportIdentity): ConfigV1Input | undefined {
  const grid = gridOf(edit.rendition.fps);
  const { shots, starts, total } = programmeOf(edit.shots);
  const used = edit.angles.filter(({ id }) => shots.some(({ angleId }) => angleId === id));
  if (used.length === 0) return undefined;
  const segments = shots.flatMap((shot, index) => {
    const angle = angleOf(edit, shot);
    if (!angle) return [];
    const start = shotStartMicros(angle, shot, grid);
    const length = microsAt(grid, starts[index + 1] ?? total) - microsAt(grid, starts[index] ?? 0);
    return [
      {
        sourceIndex: used.indexOf(angle),
        startTime: start / 1e6,
        endTime: (start + length) / 1e6,
        audioFromSource: !shot.isSilent,
        // Seen and hatched on the timeline: what was left so is meant.
        outside: 'black' as const,
      },
    ];
  });
  const { format, codec, width, height, fps, includeAudio } = edit.rendition;
  return {
    version: 1,
    id: identity.exportId,
    projectId: identity.projectId,
    projectName: identity.projectName,
    sources: used.map(({ id, name, filePath }) => ({ id, name, filePath })),
    segments,
    output: { format, codec, width, height, fps, includeAudio },
  };
}
