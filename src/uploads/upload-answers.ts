import { errorBodyOf, problemFrom, problems, ProblemError } from '../contract/problems.ts';
import { diskProblem, protocolProblem } from './upload-problems.ts';

/** What was thrown while an upload was answered, as an answer; tus throws plain objects. */
export function uploadRefusal(
  thrown: unknown,
  onUnexpected: (error: unknown) => void,
): { status_code: number; body: string } {
  if (typeof thrown === 'object' && thrown !== null && 'status_code' in thrown && 'body' in thrown) {
    const status = Number(thrown.status_code);
    return {
      status_code: status,
      body: JSON.stringify(errorBodyOf(protocolProblem(status, String(thrown.body)))),
    };
  }
  const disk = diskProblem(thrown);
  const problem = disk ?? problemFrom(thrown);
  if (!disk && !(thrown instanceof ProblemError)) onUnexpected(thrown);
  return { status_code: problems[problem.code].http, body: JSON.stringify(errorBodyOf(problem)) };
}
