import type { ExportConfig } from '../../contract/config/parse-config.ts';
import { ProblemError } from '../../contract/problems.ts';
import type { Project } from '../../contract/project.ts';
import { configOf } from '../../edit/config-of.ts';
import { heardSoundOf, recordingsIn, type HeardFile } from '../../edit/heard-sound.ts';
import { fileNamesOf } from '../../contract/footage/recording-files.ts';
import { studioEditOf } from '../../edit/project-edit.ts';
import { requireConfig } from '../inputs/config-input.ts';
import type { Runtime } from '../runtime.ts';

/**
 * What the studio would export of a project as it is kept here: the same shots, and the same sound. Rejects with a
 * `ProblemError` where there is no such project, where nothing is in it, or where a recording cannot be read.
 */
export async function keptConfigOf(
  { projects, media }: Pick<Runtime, 'projects' | 'media'>,
  projectId: string,
  signal?: AbortSignal,
): Promise<ExportConfig> {
  const project = await projects.get(projectId);
  const edit = studioEditOf(project);
  const heard = await Promise.all(
    fileNamesOf(recordingsIn(edit)).map(
      async (filePath) => [filePath, await media.hear(filePath, signal)] as const,
    ),
  );
  const files = new Map(heard.filter((entry): entry is [string, HeardFile] => entry[1] !== undefined));
  const identity = { exportId: `preview-${projectId}`.slice(0, 128), projectId, projectName: project.name };
  const config = configOf(edit, identity, heardSoundOf(edit, files));
  if (config === undefined) throw new ProblemError(emptyProject(project));
  return requireConfig(config);
}

function emptyProject({ name }: Pick<Project, 'name'>) {
  return {
    code: 'INVALID_REQUEST',
    message: `The project “${name}” holds nothing to export yet.`,
    hint: 'Add a camera first.',
  } as const;
}
