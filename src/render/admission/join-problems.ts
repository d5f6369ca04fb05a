import type { Problem } from '../../contract/problems.ts';

/** One problem for a person; all places of it in `issues`. */
export function joinProblems(problems: readonly Problem[]): Problem {
  const [first] = problems;
  if (!first) return { code: 'INTERNAL', message: 'The plan failed without a reason.' };
  const issues = problems.flatMap((problem) => problem.issues ?? []);
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more like it)` : '';
  return { ...first, message: `${first.message}${more}`, ...(issues.length > 0 ? { issues } : {}) };
}
