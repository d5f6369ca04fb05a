import { ProblemError } from '../../../contract/problems.ts';
import type { Route } from '../route.ts';
import { sendStoredFile } from '../send-stored-file.ts';

/** The key names the content for good; answers that may need a token are no shared cache's business. */
const immutable = 'private, max-age=31536000, immutable';

/** A proxy, its thumbnails or its peaks, as `media.assets` names them: `{key}/proxy.mp4`. */
export const assetFileRoute: Route = {
  method: 'GET',
  path: '/api/media/assets/*',
  async handle({ req, res, rest, runtime }) {
    const [key = '', name = '', ...more] = rest.split('/');
    const found = more.length === 0 ? runtime.media.assets.locate(key, name) : undefined;
    if (!found) throw noSuchAsset();
    const headers = {
      'Content-Type': found.type,
      'Content-Disposition': 'inline',
      'Cache-Control': immutable,
    };
    if (!(await sendStoredFile({ req, res }, { bytes: { kind: 'file', path: found.path }, headers })))
      throw noSuchAsset();
  },
};

function noSuchAsset(): ProblemError {
  return new ProblemError({
    code: 'NOT_FOUND',
    message: 'There is no such proxy (any more).',
    hint: 'Ask for the assets of the source again; they are made again.',
  });
}
