import { ProblemError } from '../contract/problems.ts';
import type { Failure } from './messages.ts';

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ProblemError) return { problem: thrown.problem, message: thrown.message };
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  return { message: thrown.message, ...(thrown.stack !== undefined && { stack: thrown.stack }) };
}

/** What is thrown on this side for what was thrown on the other. */
export function errorOf({ problem, message, stack }: Failure): Error {
  if (problem) return new ProblemError(problem);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
