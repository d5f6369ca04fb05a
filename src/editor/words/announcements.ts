import type { ExportState, ExportStatus } from '../../client/contract.ts';

/** What the page has already told of each export, by id. */
export type ToldStates = ReadonlyMap<string, ExportState>;

/** What a screen reader should say now, and what will then have been told. Progress within a state says nothing. */
export function announce(
  told: ToldStates | undefined,
  exports: readonly ExportStatus[],
): { readonly told: ToldStates; readonly text: string } {
  const next = new Map(exports.map(({ jobId, status }) => [jobId, status]));
  if (told === undefined) return { told: next, text: '' };
  const news = exports.filter(({ jobId, status }) => told.has(jobId) && told.get(jobId) !== status);
  const added = exports.filter(({ jobId, status }) => !told.has(jobId) && status === 'pending');
  const sentences = [...news, ...added].map(
    ({ projectName, status }) => `${projectName}: ${stateWords[status]}.`,
  );
  return { told: next, text: sentences.join(' ') };
}

const stateWords: Record<ExportState, string> = {
  pending: 'waiting to start',
  processing: 'has started',
  completed: 'done, ready to download',
  failed: 'failed',
  cancelled: 'cancelled',
};
