import { listInput, queryFrom } from '../../inputs/list-input.ts';
import { sendJson } from '../respond.ts';
import { restStatusOf } from '../rest-status.ts';
import type { Route } from '../route.ts';

/** `?limit=50&cursor=…&status=pending,processing&search=…` */
export const listExportsRoute: Route = {
  method: 'GET',
  path: '/api/export',
  handle({ res, query, runtime }) {
    const page = runtime.exports.list(queryFrom(listInput.parse(inputFrom(query))));
    sendJson(res, 200, { ...page, exports: page.exports.map(restStatusOf) });
  },
};

function inputFrom(query: URLSearchParams) {
  const limit = query.get('limit');
  const states = query.getAll('status').flatMap((list) => list.split(','));
  return {
    cursor: query.get('cursor'),
    search: query.get('search') ?? undefined,
    ...(limit !== null && { limit: Number(limit) }),
    ...(states.length > 0 && { states }),
  };
}
