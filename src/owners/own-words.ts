import type { ViewerNames } from '../contract/owned-name.ts';
import { ProblemError } from '../contract/problems.ts';

/** Does something for a viewer: what goes wrong is told with the viewer's own things by their plain names. */
export type InOwnWords = <Result>(work: () => Result) => Result;

export function inOwnWordsOf({ wordsOut }: ViewerNames): InOwnWords {
  const translate = (error: unknown): unknown => {
    if (!(error instanceof ProblemError)) return error;
    const problem = wordsOut(error.problem);
    return problem === error.problem ? error : new ProblemError(problem, { cause: error });
  };
  return (work) => {
    try {
      const result = work();
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => {
        throw translate(error);
      }) as typeof result;
    } catch (error) {
      throw translate(error);
    }
  };
}
