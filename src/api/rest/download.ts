import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, extname } from 'node:path';
import send from 'send';
import { ProblemError } from '../../contract/problems.ts';
import type { ExportStatus } from '../../contract/status.ts';
import { requireExport } from '../job-input.ts';
import { isMissingFile } from '../missing-file.ts';
import { contentDispositionOf } from './download-name.ts';
import type { Route } from './route.ts';

/** The finished file, whole or in ranges. */
export const downloadRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/download',
  async handle({ req, res, jobId, runtime }) {
    const status = requireExport(runtime.exports, jobId);
    if (status.status !== 'completed') throw notCompleted(status);
    const path = runtime.exports.pathOf(jobId, 'output');
    const tag = path === undefined ? undefined : await entityTagOf(path, status);
    if (path === undefined || tag === undefined) throw fileGone(jobId);
    res.setHeader('ETag', tag);
    res.setHeader('Cache-Control', 'private, no-cache');
    res.setHeader('Content-Disposition', contentDispositionOf(status.projectName, extname(path)));
    dropUnsafeRange(req);
    await sendFile(req, res, path).catch((error: unknown) => {
      throw isMissingFile(error) || statusOf(error) === 404 ? fileGone(jobId) : error;
    });
  },
};

/** A strong tag, so that `If-Range` may use it: a published file never changes, and another one has another time. */
async function entityTagOf(path: string, { output }: ExportStatus): Promise<string | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `"${output?.sha256 ?? `${size.toString(16)}-${Math.round(mtimeMs * 1000).toString(16)}`}"`;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}

/** RFC 9110 §13.1.5: a weak tag never matches `If-Range`, so the whole file is due; `send` compares loosely. */
function dropUnsafeRange(req: IncomingMessage): void {
  const ifRange = req.headers['if-range'];
  if (typeof ifRange === 'string' && ifRange.startsWith('W/')) delete req.headers.range;
}

function sendFile(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    res.once('close', resolve);
    send(req, encodeURIComponent(basename(path)), {
      root: dirname(path),
      dotfiles: 'deny',
      index: false,
      cacheControl: false,
    })
      .on('error', (error: Error & { status?: number; headers?: Record<string, string> }) => {
        if (error.status === 416 || error.status === 412) resolve(sendStatus(res, error));
        else reject(error);
      })
      .pipe(res);
  });
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'status' in error ? error.status : undefined;
}

/** Preconditions and ranges that cannot be met are answers, not faults. */
function sendStatus(
  res: ServerResponse,
  { status = 500, headers = {} }: { status?: number; headers?: Record<string, string> },
): void {
  res.removeHeader('Content-Disposition');
  res.writeHead(status, { ...headers, 'Content-Length': 0 });
  res.end();
}

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
