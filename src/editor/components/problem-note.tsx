import type { ClientProblem } from '../../client/react.ts';

/** Why something was not done, where it was asked for. Spoken when it appears. */
export function ProblemNote({ problem }: { readonly problem: ClientProblem | undefined }) {
  return (
    <div role="alert" className="empty:hidden">
      {problem && (
        <p className="rounded-md bg-fault-ground px-3 py-2 text-sm text-pretty text-fault">
          {problem.message} {problem.hint}
        </p>
      )}
    </div>
  );
}
