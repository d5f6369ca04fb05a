import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { ProblemError } from '../../../contract/problems.ts';
import type { ExportStatus, OutputStatus } from '../../../contract/exports/status.ts';
import { requireExport } from '../../inputs/job-input.ts';
import { contentDispositionOf } from './download-name.ts';
import type { Route } from '../route.ts';
import { sendStoredFile } from '../send-stored-file.ts';

/** A finished file, whole or in ranges: the first, or that of `?output=`; or where a storage has it. */
export const downloadRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/download',
  async handle({ req, res, jobId, query, runtime, downloads, outputFiles, onDownloaded }) {
    const status = requireExport(runtime.exports, jobId);
    const wanted = query.get('output') ?? undefined;
    const output = outputOf(status, wanted);
    // Those that are made can be had while others are not.
    const isThere = output ? output.state === 'completed' : status.status === 'completed';
    if (!isThere) throw notCompleted(status);
    const path = await runtime.exports.pathOf(jobId, 'output', output?.id);
    if (path === undefined) throw fileGone(jobId);
    const isFirst = output === undefined || output === status.outputs?.[0];
    const name = isFirst ? status.projectName : `${status.projectName} (${output.id})`;
    const disposition = contentDispositionOf(name, extname(path));
    const found = await outputFiles.find(path);
    if (!found) throw fileGone(jobId);
    if (found.link && mayFollow(req)) return redirect(res, await found.link({ disposition }));
    const { bytes } = found;
    const isSent = await sendStoredFile(
      { req, res },
      { bytes, headers: { 'Content-Disposition': disposition } },
    );
    if (!isSent) throw fileGone(jobId);
    // Whoever only watches it has not got it.
    if (isPlayer(req)) return;
    if (downloads.add(`${path} ${status.finishedAt}`, res)) onDownloaded(jobId, runtime);
  },
};

/** A link is signed for GET alone; and pages let players load nothing that is not this server's. */
function mayFollow(req: IncomingMessage): boolean {
  return req.method === 'GET' && !isPlayer(req);
}

/** Browsers say what they ask for; a page cannot forge it. */
function isPlayer({ headers }: IncomingMessage): boolean {
  return ['video', 'audio'].includes(String(headers['sec-fetch-dest']));
}

function redirect(res: ServerResponse, location: string): void {
  // Each is good for a while only.
  res.writeHead(302, { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0 });
  res.end();
}

/** The first where none is named; undefined in exports of before there were several. */
function outputOf({ jobId, outputs }: ExportStatus, wanted: string | undefined): OutputStatus | undefined {
  if (wanted === undefined) return outputs?.[0];
  const output = outputs?.find(({ id }) => id === wanted);
  if (output) return output;
  throw new ProblemError({
    code: 'NOT_FOUND',
    message: `The export ${jobId} has no output called ${JSON.stringify(wanted.slice(0, 64))}.`,
    hint: 'Its status lists the outputs that it has.',
  });
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
