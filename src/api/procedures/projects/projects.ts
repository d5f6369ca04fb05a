import { router } from '../../trpc.ts';
import { createProject } from './create-project.ts';
import { createSampleProject } from './create-sample-project.ts';
import { duplicateProject } from './duplicate-project.ts';
import { getProject } from './get-project.ts';
import { getVersion } from './get-version.ts';
import { listVersions } from './list-versions.ts';
import { listProjects } from './list-projects.ts';
import { removeProject } from './remove-project.ts';
import { shareProject } from './share-project.ts';
import { sharedWith } from './shared-with.ts';
import { saveProject } from './save-project.ts';

export const projects = router({
  list: listProjects,
  get: getProject,
  create: createProject,
  createSample: createSampleProject,
  save: saveProject,
  duplicate: duplicateProject,
  remove: removeProject,
  share: shareProject,
  sharedWith,
  versions: listVersions,
  version: getVersion,
});
