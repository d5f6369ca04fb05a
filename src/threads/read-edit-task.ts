import { ProblemError } from '../contract/problems.ts';
import { readEdit } from '../interchange/formats.ts';
import { projectOf, type ProjectLike } from '../interchange/project-exchange.ts';

export interface ReadEditTask {
  readonly fileName: string;
  readonly text: string;
  readonly fps?: number | undefined;
}

/** An edit of another program as a project, and in sentences what could not be carried over. */
export interface ImportedProject {
  readonly project: ProjectLike;
  readonly notes: readonly string[];
}

/** Throws the `ProblemError` that speaks against a file. Megabytes of XML take a second: runs in a thread. */
export function readEditTask({ fileName, text, fps }: ReadEditTask): ImportedProject {
  const read = readEdit(text, { fileName, fps });
  if (!read.isOk) throw new ProblemError(read.problem);
  const { project, notes } = projectOf(read.edit);
  return { project, notes: [...read.notes, ...notes] };
}
