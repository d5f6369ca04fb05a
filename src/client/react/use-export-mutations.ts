import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import type { ConfigV1Input } from '../../contract/config-v1.ts';
import type { ExportStatus } from '../../contract/status.ts';
import { problemOf, type ClientProblem } from '../problem-of.ts';
import { useCutroom, type Cutroom } from './context.ts';
import { applyChange } from './export-cache.ts';

/** TanStack Query's mutation, and why it failed in words for a person. */
export type CutroomMutation<Output, Input> = UseMutationResult<Output, Error, Input> & {
  readonly problem: ClientProblem | undefined;
};

/** `mutate(config)` asks for an export; `data.jobId` names it. A refused config lists its issues in `problem`. */
export function useCreateExport(): CutroomMutation<ExportStatus, ConfigV1Input> {
  return useCutroomMutation(createExport);
}

/** `mutate(jobId)` stops an export; settles when it has stopped and its partial files are gone. */
export function useCancelExport(): CutroomMutation<ExportStatus, string> {
  return useCutroomMutation(cancelExport);
}

/** `mutate(jobId)` runs a failed or cancelled export again; what it had finished is used again. */
export function useRetryExport(): CutroomMutation<ExportStatus, string> {
  return useCutroomMutation(retryExport);
}

/** `mutate(jobId)` removes an export with its files, stopping it first if need be. */
export function useRemoveExport(): CutroomMutation<ExportStatus, string> {
  return useCutroomMutation(removeExport);
}

/** `mutate()` makes sample footage on the server, once, and answers with a config that uses it. */
export function useMakeSample(): CutroomMutation<ConfigV1Input, void> {
  return useCutroomMutation(makeSample);
}

function useCutroomMutation<Output, Input>(
  call: (cutroom: Cutroom, input: Input) => Promise<Output>,
): CutroomMutation<Output, Input> {
  const cutroom = useCutroom();
  const mutation = useMutation<Output, Error, Input>(
    { mutationFn: (input) => call(cutroom, input), networkMode: 'always' },
    cutroom.queryClient,
  );
  return { ...mutation, problem: mutation.error === null ? undefined : problemOf(mutation.error) };
}

async function createExport(cutroom: Cutroom, config: ConfigV1Input): Promise<ExportStatus> {
  return learned(cutroom, await cutroom.client.trpc.createExport.mutate(config));
}

async function cancelExport(cutroom: Cutroom, jobId: string): Promise<ExportStatus> {
  return learned(cutroom, await cutroom.client.trpc.cancel.mutate({ jobId }));
}

async function retryExport(cutroom: Cutroom, jobId: string): Promise<ExportStatus> {
  return learned(cutroom, await cutroom.client.trpc.retry.mutate({ jobId }));
}

async function removeExport(cutroom: Cutroom, jobId: string): Promise<ExportStatus> {
  const status = await cutroom.client.trpc.remove.mutate({ jobId });
  applyChange(cutroom, { status, isRemoved: true });
  return status;
}

async function makeSample({ client }: Cutroom): Promise<ConfigV1Input> {
  return client.trpc.media.makeSample.mutate({});
}

/** An answer is a change like any other: it may come before the event that tells of it. */
function learned(cutroom: Cutroom, status: ExportStatus): ExportStatus {
  applyChange(cutroom, { status, isRemoved: false });
  return status;
}
