import type { Project } from '../contract/project.ts';
import type { Problem } from '../contract/problems.ts';

export function noSuchProject(id: string): Problem {
  return {
    code: 'NOT_FOUND',
    message: `There is no project ${JSON.stringify(id.slice(0, 128))}.`,
    hint: 'It may have been deleted in another window.',
  };
}

export function noSuchVersion(revision: number): Problem {
  return {
    code: 'NOT_FOUND',
    message: `Of this project no version ${revision} is kept.`,
    hint: 'Only some of the earlier versions are: load their list again.',
  };
}

export function changedElsewhere({ name, revision }: Project, known: number): Problem {
  return {
    code: 'PROJECT_CHANGED',
    message: `The project ${JSON.stringify(name)} was changed elsewhere: it is at revision ${revision}, and this save was made from revision ${known}.`,
    hint: 'Load the project again, or save your state as a copy.',
  };
}

export function brokenProject(id: string, why: string): Problem {
  return {
    code: 'BROKEN_RECORD',
    message: `The project ${JSON.stringify(id)} cannot be read: ${why}.`,
    hint: 'Open it with the version of Cutroom that wrote it, or put its file back from a backup.',
  };
}

export function noSpaceForProject(name: string): Problem {
  return {
    code: 'NO_ROOM',
    message: `There is no space on the disk to save the project ${JSON.stringify(name)}.`,
    hint: 'Free some space on the disk of the server; the last saved state is still there.',
  };
}
