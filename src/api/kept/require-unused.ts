import { ProblemError } from '../../contract/problems.ts';
import type { Runtime } from '../runtime.ts';

/** Throws where projects that the caller sees show or play a file. */
export async function requireUnused(runtime: Pick<Runtime, 'projects'>, filePath: string): Promise<void> {
  const projects = await runtime.projects.list();
  const names = projects.filter(({ filePaths }) => filePaths.includes(filePath)).map(({ name }) => name);
  if (names.length === 0) return;
  const [first = '', ...others] = names;
  const more =
    others.length === 0 ? '' : others.length === 1 ? ' and one more' : ` and ${others.length} more`;
  throw new ProblemError({
    code: 'SOURCE_IN_USE',
    message: `${filePath} is used in “${first}”${more}.`,
    hint: 'Remove it from there first, or delete the project.',
  });
}
