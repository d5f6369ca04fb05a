import { fileInput } from '../../inputs/file-input.ts';
import { syncInput } from '../../inputs/sync-input.ts';
import { assetsInput } from '../../inputs/assets-input.ts';
import { readJson } from '../json-body.ts';
import { sendJson } from '../respond.ts';
import type { Route } from '../route.ts';
import { whileOpen } from '../while-open.ts';

/** The source library. Names of files are parameters, since they may hold slashes. */
export const mediaRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/media',
    async handle({ res, runtime }) {
      sendJson(res, 200, { files: await runtime.media.list() });
    },
  },
  {
    method: 'DELETE',
    path: '/api/media',
    async handle({ res, query, runtime }) {
      const { filePath } = fileInput.parse({ filePath: query.get('filePath') ?? undefined });
      await runtime.media.remove(filePath);
      sendJson(res, 200, { filePath, message: 'The file is removed from the library.' });
    },
  },
  {
    method: 'GET',
    path: '/api/media/probe',
    async handle({ req, res, query, runtime, turnsOf }) {
      const { filePath } = fileInput.parse({ filePath: query.get('filePath') ?? undefined });
      const signal = whileOpen(res);
      sendJson(res, 200, await turnsOf(req)(() => runtime.media.probe(filePath, signal), signal));
    },
  },
  {
    method: 'GET',
    path: '/api/media/assets',
    async handle({ res, query, runtime }) {
      const { filePaths } = assetsInput.parse({ filePaths: query.getAll('filePath') });
      const stop = new AbortController();
      for await (const { assets } of runtime.media.assets.watch(filePaths, { signal: stop.signal })) {
        stop.abort();
        sendJson(res, 200, { assets });
        return;
      }
    },
  },
  {
    method: 'POST',
    path: '/api/media/sync',
    async handle(request) {
      const { res, runtime } = request;
      const wanted = await readJson(request, syncInput);
      sendJson(res, 200, { results: await runtime.media.sync(wanted, whileOpen(res)) });
    },
  },
];
