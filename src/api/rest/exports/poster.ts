import type { ServerResponse } from 'node:http';
import type { ExportStatus, OutputStatus } from '../../../contract/exports/status.ts';
import { requireExport } from '../../inputs/job-input.ts';
import { isMissingFile } from '../../kept/missing-file.ts';
import type { RestRequest, Route } from '../route.ts';
import { sendStoredFile } from '../send-stored-file.ts';

/** Where in a movie its poster is taken: what begins with black or with a title shows something by then. */
const share = 0.1;

/** A small picture of a finished export, made when it is first asked for and kept beside its file; nothing (204) where it has none. */
export const posterRoute: Route = {
  method: 'GET',
  path: '/api/export/:jobId/poster',
  async handle({ req, res, jobId, runtime, outputFiles, makePoster }) {
    const status = requireExport(runtime.exports, jobId);
    const seen = seenIn(status);
    const path = seen && (await runtime.exports.pathOf(jobId, 'output', seen.id));
    const found = path === undefined ? undefined : await outputFiles.find(path);
    // Of what lies in a bucket no more than its bytes could be had here.
    const isHere = seen !== undefined && makePoster !== undefined && found?.bytes.kind === 'file';
    if (!isHere || !(await sendPoster({ req, res }, makePoster({ ...found.bytes, seconds: seen.seconds }))))
      sendNothing(res);
  },
};

/** False where the export was removed meanwhile. */
async function sendPoster(
  { req, res }: Pick<RestRequest, 'req' | 'res'>,
  made: Promise<string>,
): Promise<boolean> {
  const headers = { 'Content-Type': 'image/jpeg', 'Content-Disposition': 'inline' };
  try {
    return await sendStoredFile({ req, res }, { bytes: { kind: 'file', path: await made }, headers });
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
}

/** That there is no picture is no mistake of whoever asks. */
function sendNothing(res: ServerResponse): void {
  res.writeHead(204, { 'Cache-Control': 'no-store' });
  res.end();
}

/** The first finished output that has a picture, and the instant of it that is shown. */
function seenIn({
  status,
  output,
  outputs,
}: ExportStatus): { readonly id: string | undefined; readonly seconds: number } | undefined {
  const hasPicture = (made: OutputStatus['output']) => made !== undefined && made.width > 0;
  const first = outputs?.find((one) => one.state === 'completed' && hasPicture(one.output));
  if (first?.output) return { id: first.id, seconds: share * first.output.durationSeconds };
  const isPlain = outputs === undefined && status === 'completed' && hasPicture(output);
  return isPlain && output ? { id: undefined, seconds: share * output.durationSeconds } : undefined;
}
