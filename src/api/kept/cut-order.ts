import type { CutOrder, TrimOrder } from '../../autocut/cut-task.ts';
import type { Take } from '../../autocut/read-take.ts';
import {
  cutPresets,
  defaultCutKnobs,
  defaultTrimKnobs,
  turnKnobs,
  type CutKnobs,
} from '../../contract/cutting/cut-knobs.ts';
import type { CutsRequest, TrimsRequest } from '../../contract/cutting/suggest-cuts.ts';
import type { Project } from '../../contract/project.ts';
import type { Projects } from '../../projects/ports.ts';

/** What a request asks for, with the angles of its project where it names one. */
export async function cutOrderOf(request: CutsRequest, projects: Pick<Projects, 'get'>): Promise<CutOrder> {
  const project = await projectOf(request, projects);
  const preset = request.preset ? cutPresets[request.preset] : defaultCutKnobs;
  return {
    take: takeOf(request, project),
    knobs: turnKnobs<CutKnobs>(preset, request.knobs),
    fps: request.fps ?? project?.rendition.fps,
  };
}

export async function trimOrderOf(
  request: TrimsRequest,
  projects: Pick<Projects, 'get'>,
): Promise<TrimOrder> {
  const project = await projectOf(request, projects);
  return { take: takeOf(request, project), knobs: turnKnobs(defaultTrimKnobs, request.knobs) };
}

async function projectOf(
  { projectId }: { projectId?: string | undefined },
  projects: Pick<Projects, 'get'>,
): Promise<Project | undefined> {
  return projectId === undefined ? undefined : projects.get(projectId);
}

/** What a request says of angles goes before what the project says. */
function takeOf({ angles, speakers, range }: CutsRequest | TrimsRequest, project: Project | undefined): Take {
  return { angles: angles ?? project?.angles ?? [], speakers, range };
}
