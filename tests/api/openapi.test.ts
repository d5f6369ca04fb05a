import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/openapi/document.ts';
import { operations } from '../../src/api/openapi/operations.ts';
import { routes } from '../../src/api/rest/routes.ts';
import { sampleConfig } from '../e2e/support/samples.ts';
import { startTestServer } from './harness/start-test-server.ts';

const run = promisify(execFile);

test('a validator that others keep finds nothing wrong with the document', async () => {
  const result = await new Validator().validate({ ...openApiDocument() });
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

test('every route is in it, and nothing else', () => {
  const served = routes.map(({ method, path }) => {
    return `${method} ${path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')}`;
  });
  expect(Object.keys(operations).sort()).toEqual(served.sort());
});

test('answers are what it says, refusals included', async () => {
  await using server = await startTestServer();
  const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as ReturnType<
    typeof openApiDocument
  >;
  const ajv = new Ajv2020({ strict: false });
  (addFormats as unknown as (target: Ajv2020) => void)(ajv);
  ajv.addSchema({ ...document, $id: 'cutroom' });
  const json = (body: unknown) => ({
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
  const config = sampleConfig('told');
  const calls: [operation: string, url: string, init?: RequestInit][] = [
    ['POST /api/export', '/api/export', json(config)],
    ['GET /api/export', '/api/export?limit=5'],
    ['GET /api/export/{jobId}/status', '/api/export/told/status'],
    ['GET /api/export/{jobId}/report', '/api/export/told/report'],
    [
      'POST /api/export/{jobId}/cancel',
      '/api/export/told/cancel',
      { method: 'POST', headers: { 'Content-Type': 'application/json' } },
    ],
    [
      'POST /api/export/{jobId}/retry',
      '/api/export/told/retry',
      { method: 'POST', headers: { 'Content-Type': 'application/json' } },
    ],
    ['POST /api/plan', '/api/plan', json(config)],
    ['GET /api/media', '/api/media'],
    ['GET /api/media/assets', '/api/media/assets?filePath=a.mp4'],
    ['POST /api/media/sync', '/api/media/sync', json({ reference: 'a.mp4', others: ['b.mp4'] })],
    ['GET /api/webhooks', '/api/webhooks'],
    ['GET /api/health', '/api/health'],
    ['GET /api/ready', '/api/ready'],
    ['DELETE /api/export/{jobId}', '/api/export/told', { method: 'DELETE' }],
  ];
  for (const [operation, url, init] of calls) {
    const answer = await fetch(server.url + url, init);
    const [method = '', path = ''] = operation.split(' ');
    const at = `${path.replaceAll('/', '~1')}/${method.toLowerCase()}/responses/200/content/application~1json/schema`;
    const validate = ajv.getSchema(`cutroom#/paths/${encodeURI(at)}`);
    const body: unknown = await answer.json();
    expect([operation, answer.status, body]).toEqual([operation, 200, body]);
    expect([operation, validate?.(body), validate?.errors]).toEqual([operation, true, null]);
  }
  for (const [url, init] of [
    ['/api/export/none/status'],
    ['/api/media/probe?filePath=a.mp4'],
    ['/api/plan', json({ ...config, id: 'no spaces' })],
  ] as const) {
    const body: unknown = await (await fetch(server.url + url, init)).json();
    const validate = ajv.getSchema('cutroom#/components/schemas/Error');
    expect([validate?.(body), validate?.errors]).toEqual([true, null]);
  }
});

test('the examples with curl and Python run as the guide has them', async () => {
  await using server = await startTestServer();
  const guide = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const folder = await mkdtemp(join(tmpdir(), 'cutroom-examples-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify(sampleConfig('episode-12')));
  const rendered = server.parts.renderOf('episode-12').then(({ complete }) => complete());
  const examples = [...guide.matchAll(/^```(sh|python)\n([\s\S]*?)^```/gm)];
  expect(examples.map(([, language]) => language)).toEqual(expect.arrayContaining(['sh', 'python']));
  for (const [, language = '', text = ''] of examples) {
    const script = text.replaceAll('http://localhost:3000', server.url);
    const [program, flag] = language === 'sh' ? ['bash', '-euc'] : ['python3', '-c'];
    const { stdout } = await run(program, [flag, script], { cwd: folder });
    expect(stdout).toContain('episode-12');
  }
  await rendered;
  expect(await readFile(join(folder, 'episode-12.mp4'), 'utf8')).toBe('the finished video');
  await rm(folder, { recursive: true });
});
