import { basename, extname } from 'node:path';
import { ProblemError } from '../../../contract/problems.ts';
import type { Route } from '../route.ts';
import { sendStoredFile } from '../send-stored-file.ts';

/** What browsers may show; anything else in the library is bytes, never a page of ours. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.mpg': 'video/mpeg',
  '.mpeg': 'video/mpeg',
  '.ts': 'video/mp2t',
  '.mts': 'video/mp2t',
  '.m2ts': 'video/mp2t',
  '.mxf': 'application/mxf',
};

/** An original of the library, for players: `/api/media/file/` and its name as a config's `filePath` says it. */
export const sourceFileRoute: Route = {
  method: 'GET',
  path: '/api/media/file/*',
  async handle({ req, res, rest, runtime }) {
    if (isHidden(rest)) throw noSuchSource(rest);
    const bytes = await runtime.media.originalOf(rest).catch((error: unknown) => {
      const isMissing = error instanceof ProblemError && error.problem.code === 'SOURCE_NOT_FOUND';
      throw isMissing ? noSuchSource(rest) : error;
    });
    // A link may lead to a file that is not to be seen.
    const name = bytes.kind === 'file' ? basename(bytes.path) : bytes.name;
    if (isHidden(name)) throw noSuchSource(rest);
    const type = mediaTypes[extname(name).toLowerCase()] ?? 'application/octet-stream';
    const headers = { 'Content-Type': type, 'Content-Disposition': 'inline' };
    if (!(await sendStoredFile({ req, res }, { bytes, headers }))) throw noSuchSource(rest);
  },
};

/** What is being made, and what lists leave out, is not handed out either. */
function isHidden(filePath: string): boolean {
  return filePath.split('/').some((part) => part.startsWith('.') && part !== '.' && part !== '..');
}

function noSuchSource(filePath: string): ProblemError {
  return new ProblemError({
    code: 'NOT_FOUND',
    message: `There is no file ${JSON.stringify(filePath.slice(0, 200))} in the library.`,
    hint: 'It may have been removed or renamed.',
  });
}
