import type { ConfigV1Input } from '../../contract/config/config-v1.ts';
import type { ExportConfigInput } from '../../contract/config/parse-config.ts';
import type { ExportStatus } from '../../contract/exports/status.ts';
import type { Cutroom } from './context.ts';
import { applyChange } from './export-cache.ts';
import { learned, useCutroomMutation, type CutroomMutation } from './use-cutroom-mutation.ts';

/** `mutate(config)` asks for an export; `data.jobId` names it. A refused config lists its issues in `problem`. */
export function useCreateExport(): CutroomMutation<ExportStatus, ExportConfigInput> {
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

async function createExport(cutroom: Cutroom, config: ExportConfigInput): Promise<ExportStatus> {
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
