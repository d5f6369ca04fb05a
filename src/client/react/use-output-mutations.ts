import type { ConfigV2Input } from '../../contract/config-v2/config-v2.ts';
import type { ExportStatus } from '../../contract/exports/status.ts';
import type { Cutroom } from './context.ts';
import { learned, useCutroomMutation, type CutroomMutation } from './use-cutroom-mutation.ts';

/** One more file for an export of version 2 that has ended; as `outputs` of its config says them. */
export interface NewOutput {
  readonly jobId: string;
  readonly output: ConfigV2Input['outputs'][number];
}

/** One file of an export. */
export interface OutputOfExport {
  readonly jobId: string;
  readonly outputId: string;
}

/** `mutate({ jobId, output })` adds a file to an export that has ended; what is rendered already is used again. */
export function useAddOutput(): CutroomMutation<ExportStatus, NewOutput> {
  return useCutroomMutation(addOutput);
}

/** `mutate({ jobId, outputId })` makes one file of an export that has ended again. */
export function useRetryOutput(): CutroomMutation<ExportStatus, OutputOfExport> {
  return useCutroomMutation(retryOutput);
}

/** `mutate({ jobId, outputId })` removes one file of an export that has ended; the first goes with the export alone. */
export function useRemoveOutput(): CutroomMutation<ExportStatus, OutputOfExport> {
  return useCutroomMutation(removeOutput);
}

async function addOutput(cutroom: Cutroom, { jobId, output }: NewOutput): Promise<ExportStatus> {
  return learned(cutroom, await cutroom.client.trpc.addOutput.mutate({ jobId, output }));
}

async function retryOutput(cutroom: Cutroom, input: OutputOfExport): Promise<ExportStatus> {
  return learned(cutroom, await cutroom.client.trpc.retryOutput.mutate(input));
}

async function removeOutput(cutroom: Cutroom, input: OutputOfExport): Promise<ExportStatus> {
  return learned(cutroom, await cutroom.client.trpc.removeOutput.mutate(input));
}
