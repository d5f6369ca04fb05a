import { ProblemError } from '../contract/problems.ts';
import type { Failure } from './messages.ts';

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof ProblemError) return { problem: thrown.problem, message: thrown.message };
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const { message, stack } = thrown;
  return {
    message,
    ...(stack !== undefined && { stack }),
    ...textOf(thrown, 'code'),
    ...textOf(thrown, 'path'),
  };
}

/** What is thrown on this side for what was thrown on the other. */
export function errorOf({ problem, message, stack, ...ofTheSystem }: Failure): Error {
  if (problem) return new ProblemError(problem);
  const error = Object.assign(new Error(message), ofTheSystem);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function textOf(error: Error, key: 'code' | 'path'): Pick<Failure, 'code' | 'path'> {
  const value = key in error ? (error as Error & Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' ? { [key]: value } : {};
}
