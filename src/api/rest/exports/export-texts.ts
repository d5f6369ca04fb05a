import { ProblemError } from '../../../contract/problems.ts';
import type { ExportFile } from '../../../jobs/ports.ts';
import { requireExport } from '../../inputs/job-input.ts';
import type { Route } from '../route.ts';
import { sendStoredFile } from '../send-stored-file.ts';

/** What goes beside the movies of an export. */
export const exportTextRoutes: readonly Route[] = [
  textRoute('captions.vtt', { type: 'text/vtt; charset=utf-8', what: 'captions' }),
  textRoute('chapters.json', { type: 'application/json; charset=utf-8', what: 'chapters' }),
];

function textRoute(
  file: ExportFile,
  { type, what }: { readonly type: string; readonly what: string },
): Route {
  return {
    method: 'GET',
    path: `/api/export/:jobId/${file}`,
    async handle({ req, res, jobId, runtime }) {
      requireExport(runtime.exports, jobId);
      const path = await runtime.exports.pathOf(jobId, file);
      const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache' };
      const bytes = path === undefined ? undefined : ({ kind: 'file', path } as const);
      if (bytes && (await sendStoredFile({ req, res }, { bytes, headers }))) return;
      throw new ProblemError({
        code: 'NOT_FOUND',
        message: `The export ${jobId} has no ${what}.`,
        hint: 'They are there once it has been planned, if its config has any.',
      });
    },
  };
}
