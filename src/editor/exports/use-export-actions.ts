'use client';
import { useCancelExport, useRemoveExport, useRetryExport, problemOf } from '../../client/react.ts';
import type { ExportStatus } from '../../client/contract.ts';
import { useToast } from '../components/toast.tsx';

export interface ExportActions {
  readonly cancel: () => void;
  readonly retry: () => void;
  readonly remove: () => void;
  /** What is being done right now, in a word. */
  readonly busy: 'Cancelling' | 'Starting' | 'Removing' | undefined;
}

/** What can be done with one export. Failures are told in passing; the export itself shows what became of it. */
export function useExportActions({ jobId, projectName }: ExportStatus): ExportActions {
  const toast = useToast();
  const cancel = useCancelExport();
  const retry = useRetryExport();
  const remove = useRemoveExport();
  const onError = (what: string) => (error: Error) => {
    const { message, hint } = problemOf(error);
    toast({
      title: `“${projectName}” could not be ${what}`,
      text: hint === undefined ? message : `${message} ${hint}`,
      isFault: true,
    });
  };
  return {
    cancel: () => cancel.mutate(jobId, { onError: onError('cancelled') }),
    retry: () => retry.mutate(jobId, { onError: onError('started again') }),
    remove: () =>
      remove.mutate(jobId, {
        onError: onError('removed'),
        onSuccess: () => toast({ title: `Removed “${projectName}”` }),
      }),
    busy: cancel.isPending
      ? 'Cancelling'
      : retry.isPending
        ? 'Starting'
        : remove.isPending
          ? 'Removing'
          : undefined,
  };
}
