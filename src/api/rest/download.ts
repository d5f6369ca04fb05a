import { extname } from 'node:path';
import { ProblemError } from '../../contract/problems.ts';
import type { ExportStatus } from '../../contract/status.ts';
import { requireExport } from '../job-input.ts';
import { contentDispositionOf } from './download-name.ts';
import type { Route } from './route.ts';
import { sendStoredFile } from './send-stored-file.ts';

/** The finished file, whole or in ranges. */
export const downloadRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/download',
  async handle({ req, res, jobId, runtime }) {
    const status = requireExport(runtime.exports, jobId);
    if (status.status !== 'completed') throw notCompleted(status);
    const path = runtime.exports.pathOf(jobId, 'output');
    if (path === undefined) throw fileGone(jobId);
    const headers = { 'Content-Disposition': contentDispositionOf(status.projectName, extname(path)) };
    const tag = status.output?.sha256;
    const isSent = await sendStoredFile({ req, res }, { path, headers, ...(tag && { tag }) });
    if (!isSent) throw fileGone(jobId);
  },
};

function notCompleted({ jobId, status }: ExportStatus): ProblemError {
  return new ProblemError({
    code: 'NOT_COMPLETED',
    message: `The export ${jobId} is ${status}, so there is no file to download.`,
    ...((status === 'pending' || status === 'processing') && { hint: 'Wait until it is completed.' }),
  });
}

function fileGone(jobId: string): ProblemError {
  return new ProblemError({
    code: 'NOT_FOUND',
    message: `The file of the export ${jobId} is no longer there.`,
    hint: 'Somebody removed it by hand; export again.',
  });
}
