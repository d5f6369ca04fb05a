import { expect, test } from 'vitest';
import { procedureNeeds, routeNeeds } from '../../src/api/access/needs.ts';
import { appRouter } from '../../src/api/router.ts';
import { routes } from '../../src/api/rest/routes.ts';
import { matrixCallers, type MatrixCaller } from './support/matrix-callers.ts';
import { procedureAsks, routeAsks, uploadAsks, type MatrixCall } from './support/matrix-calls.ts';
import { makeThings, type MatrixThings } from './support/matrix-things.ts';
import { startOwners } from './support/owners-rig.ts';

const procedures = Object.entries(appRouter._def.procedures).map(
  ([name, procedure]) => [name, (procedure as unknown as { _def: { type: string } })._def.type] as const,
);
const routeNames = routes.map(({ method, path }) => `${method} ${path}`);

test('every procedure and route stands in the tables of what is needed and of what is asked', () => {
  const names = procedures.map(([name]) => name).sort();
  expect(Object.keys(procedureNeeds).sort()).toEqual(names);
  expect(Object.keys(procedureAsks).sort()).toEqual(names);
  expect(Object.keys(routeNeeds).sort()).toEqual([...routeNames].sort());
  expect(Object.keys(routeAsks).sort()).toEqual([...routeNames].sort());
});

interface Row {
  readonly name: string;
  readonly call: (things: MatrixThings, caller: MatrixCaller) => Promise<MatrixCall>;
}

const rows: readonly Row[] = [
  ...procedures.map(([name, type]): Row => ({
    name: `${type} ${name}`,
    call: async (things, caller) => trpcCall(name, type, await procedureAsks[name]?.(things, caller)),
  })),
  ...[...Object.entries(routeAsks), ...Object.entries(uploadAsks)].map(([name, ask]): Row => ({
    name,
    call: async (things, caller) => ({
      method: name.split(' ')[0] as MatrixCall['method'],
      ...(await ask(things, caller)),
    }),
  })),
];

function trpcCall(name: string, type: string, input: unknown): MatrixCall {
  const path = `/api/trpc/${name}`;
  if (type === 'mutation') return { method: 'POST', path, body: { json: input } };
  const given = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
  return { method: 'GET', path: path + given };
}

let asked = 0;

/** Another one each time: an address from which wrong keys come again and again is told nothing but that. */
function nextAddress(): string {
  asked += 1;
  return `198.51.${asked >> 8}.${asked & 255}`;
}

/** Status, and the code of what speaks against it; a stream is left as soon as it has begun. */
async function outcomeOf(url: string, call: MatrixCall, caller: MatrixCaller): Promise<string> {
  const { method, path, body, headers } = call;
  const stop = new AbortController();
  const response = await fetch(url + path, {
    ...{ method, signal: stop.signal, redirect: 'manual' },
    headers: {
      ...(method === 'POST' && !path.startsWith('/api/upload') && { 'Content-Type': 'application/json' }),
      ...headers,
      ...matrixCallers[caller],
      'X-Forwarded-For': nextAddress(),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? await firstEventOf(response) : response.status < 400 ? '' : await response.text();
  stop.abort();
  const code = (/"problem":\{"code":"([A-Z_]+)"/.exec(text) ?? /"code":"([A-Z_]+)"/.exec(text))?.[1];
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
}

/** The first event after the stream's greeting: what is told, what is refused, or a sign of life where nothing is. */
async function firstEventOf(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader !== undefined) {
    const { value, done } = await reader.read();
    text += value ?? '';
    const events = text.split('\n\n').slice(0, -1);
    const event = events.find((part) =>
      part.includes('event:') ? !part.includes('event: connected') : part.includes('data:'),
    );
    if (event !== undefined) return event.includes('event: serialized-error') ? event : '';
    if (done) break;
  }
  return '';
}

test('what comes back, to everybody who may knock, is what the table says', async () => {
  await using rig = await startOwners({
    EXPORT_CONCURRENCY: '64',
    WEBHOOK_HOSTS: 'hooks.invalid',
    TRUSTED_PROXIES: '127.0.0.1',
  });
  // The first administrator to come owns what was there before; the table is of one who owns nothing of it.
  await rig.as('ada').system.whoAmI.query();
  rig.accounts.ended.add('cookie:carol');
  const things = await makeThings(rig);
  const callers = Object.keys(matrixCallers) as MatrixCaller[];
  const lines: string[][] = [['', ...callers]];
  for (const { name, call } of rows) {
    const ask = async (caller: MatrixCaller) => outcomeOf(rig.server.url, await call(things, caller), caller);
    lines.push([name, ...(await Promise.all(callers.map(ask)))]);
  }
  await expect(tableOf(lines)).toMatchFileSnapshot('access-matrix.md');
}, 900_000);

function tableOf([head = [], ...lines]: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# What comes back to whom',
    '',
    'Alice has an export, a project, sources and uploads; everybody asks for them. The project is shared: with one to look at',
    'it, with another to edit it. Made by `access-matrix.test.ts`.',
    '',
    row(head),
    row(head.map(() => '---')),
    ...lines.map(row),
    '',
  ].join('\n');
}
