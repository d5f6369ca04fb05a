import { ProblemError } from '../../../contract/problems.ts';
import type { ExportStatus, OutputStatus } from '../../../contract/exports/status.ts';
import { requireExport } from '../../inputs/job-input.ts';
import type { Route } from '../route.ts';
import { reviewPage, type ReviewFile } from './review-page.ts';

/** The player is this server's; nothing of the page runs, and nobody is told where it was opened from. */
const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
} as const;

/**
 * A finished export as a page to be shown: to look at and to download, and nothing else. A ticket opens it for a week to
 * whoever has its address; the files in it are opened by tickets of their own.
 */
export const reviewRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/review',
  handle({ res, jobId, runtime, tickets }) {
    const status = requireExport(runtime.exports, jobId);
    if (status.status !== 'completed') {
      throw new ProblemError({
        code: 'NOT_COMPLETED',
        message: `The export ${jobId} is ${status.status}, so there is nothing to look at.`,
        hint: 'Open the link again when it is completed.',
      });
    }
    const ticket = tickets?.issue(`/api/export/${encodeURIComponent(jobId)}/download`)?.ticket;
    const html = reviewPage({ title: status.projectName, files: filesOf(status, ticket) });
    res.writeHead(200, { ...headers, 'Content-Length': Buffer.byteLength(html) });
    res.end(html);
  },
};

function filesOf(status: ExportStatus, ticket: string | undefined): readonly ReviewFile[] {
  const outputs: readonly OutputStatus[] = status.outputs ?? [];
  if (outputs.length === 0) return [fileOf({ kind: 'movie', ...status }, ticket)];
  return outputs
    .filter(({ state }) => state === 'completed')
    .map((output) => fileOf(output, ticket, output.id));
}

function fileOf(
  { kind, output, bytes }: Pick<OutputStatus, 'kind' | 'output'> & { readonly bytes?: number | undefined },
  ticket: string | undefined,
  id?: string,
): ReviewFile {
  const query = new URLSearchParams({
    ...(id !== undefined && { output: id }),
    ...(ticket !== undefined && { ticket }),
  }).toString();
  return {
    // From this page's own address, whatever path the server lies under.
    address: `download${query && `?${query}`}`,
    name: id ?? 'film',
    kind,
    seconds: output?.durationSeconds ?? 0,
    bytes: bytes ?? 0,
  };
}
