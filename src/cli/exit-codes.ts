import { problems, type Problem } from '../contract/problems.ts';

/** What a shell reports for a program that Ctrl-C ended. */
export const cancelledExit = 130;

export function exitCodeOf(problem: Problem): number {
  return problems[problem.code].exit;
}
