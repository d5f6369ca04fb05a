import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { ExportStatus } from '../../contract/exports/status.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import { useCutroom, type Cutroom } from './context.ts';
import { applyChange } from './export-cache.ts';

/** TanStack Query's mutation, and why it failed in words for a person. */
export type CutroomMutation<Output, Input> = UseMutationResult<Output, Error, Input> & {
  readonly problem: ClientProblem | undefined;
};

/** A mutation that calls the server. */
export function useCutroomMutation<Output, Input>(
  call: (cutroom: Cutroom, input: Input) => Promise<Output>,
): CutroomMutation<Output, Input> {
  const cutroom = useCutroom();
  const mutation = useMutation<Output, Error, Input>(
    { mutationFn: (input) => call(cutroom, input), networkMode: 'always' },
    cutroom.queryClient,
  );
  return { ...mutation, problem: mutation.error === null ? undefined : problemOf(mutation.error) };
}

/** An answer is a change like any other: it may come before the event that tells of it. */
export function learned(cutroom: Cutroom, status: ExportStatus): ExportStatus {
  applyChange(cutroom, { status, isRemoved: false });
  return status;
}
