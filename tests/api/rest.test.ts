import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/contract/problems.ts';
import { sampleConfig } from '../unit/contract/config-samples.ts';
import { startTestServer } from './harness/start-test-server.ts';

const json = { 'Content-Type': 'application/json' };

function post(url: string, body: unknown): Promise<Response> {
  return fetch(`${url}/api/export`, { method: 'POST', headers: json, body: JSON.stringify(body) });
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

test("an editor's flow works as it is: post, poll, download, delete", async () => {
  await using server = await startTestServer();
  const created = await post(server.url, { ...sampleConfig(), status: 'pending' });
  expect(created.status).toBe(200);
  expect(await bodyOf(created)).toEqual({
    jobId: 'export-abc123',
    // It may have started before the answer.
    status: expect.stringMatching(/^(pending|processing)$/),
    message: expect.any(String),
  });

  const render = await server.parts.renderOf('export-abc123');
  render.update({ progress: 0.4, framesDone: 40 });
  const polled = await fetch(`${server.url}/api/export/export-abc123/status`);
  expect(await bodyOf(polled)).toMatchObject({ jobId: 'export-abc123', status: 'processing', progress: 0.4 });

  const early = await fetch(`${server.url}/api/export/export-abc123/download`);
  expect([early.status, (await bodyOf(early))['code']]).toEqual([409, 'NOT_COMPLETED']);

  render.complete(Buffer.from('video'));
  const final = await poll(`${server.url}/api/export/export-abc123/status`, 'completed');
  expect(final).toMatchObject({ progress: 1, downloadUrl: '/api/export/export-abc123/download' });

  const download = await fetch(new URL(String(final['downloadUrl']), server.url));
  expect(await download.text()).toBe('video');

  const report = await bodyOf(await fetch(`${server.url}/api/export/export-abc123/report`));
  expect(report).toMatchObject({ plan: { frames: 30 }, report: { isOk: true }, output: { bytes: 5 } });

  const removed = await fetch(`${server.url}/api/export/export-abc123`, { method: 'DELETE' });
  expect([removed.status, await bodyOf(removed)]).toEqual([
    200,
    { jobId: 'export-abc123', status: 'cancelled', message: expect.any(String) },
  ]);
  for (const path of ['/status', '/download', '/report']) {
    expect((await fetch(`${server.url}/api/export/export-abc123${path}`)).status).toBe(404);
  }
});

async function poll(url: string, state: string): Promise<Record<string, unknown>> {
  for (;;) {
    const status = await bodyOf(await fetch(url));
    if (status['status'] === state) return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('POST /api/export', () => {
  test('answers the same config again and refuses another one under its id', async () => {
    await using server = await startTestServer();
    await post(server.url, sampleConfig());
    const again = await post(server.url, sampleConfig({ createdAt: '2030-01-01T00:00:00Z' }));
    expect(again.status).toBe(200);
    expect(server.parts.state.admitted).toBe(1);
    const other = await post(server.url, sampleConfig({ projectName: 'Other' }));
    expect([other.status, (await bodyOf(other))['code']]).toEqual([409, 'ID_TAKEN']);
  });

  test('lists every issue of a config', async () => {
    await using server = await startTestServer();
    const { id: _id, ...config } = sampleConfig({ segments: [{ sourceIndex: 9, startTime: 1, endTime: 0 }] });
    const response = await post(server.url, config);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({
      code: 'INVALID_CONFIG',
      error: expect.any(String),
      issues: [
        { path: 'id', message: 'is missing' },
        { path: 'segments[0].sourceIndex', message: 'is 9, but there are only 3 sources (counted from 0)' },
        { path: 'segments[0].endTime', message: 'must be after startTime' },
      ],
    });
  });

  test.each([
    ['{"version": 1,', 400, 'INVALID_JSON'],
    ['', 400, 'INVALID_JSON'],
    ['null', 400, 'INVALID_CONFIG'],
    ['[]', 400, 'INVALID_CONFIG'],
    ['{"version": 3}', 400, 'UNSUPPORTED_VERSION'],
  ])('refuses the body %j', async (body, status, code) => {
    await using server = await startTestServer();
    const response = await fetch(`${server.url}/api/export`, { method: 'POST', headers: json, body });
    expect([response.status, (await bodyOf(response))['code']]).toEqual([status, code]);
  });

  test('takes a config of 100,000 segments', async () => {
    await using server = await startTestServer();
    const segments = Array.from({ length: 100_000 }, (_, index) => ({
      sourceIndex: index % 3,
      startTime: index / 2,
      endTime: index / 2 + 0.5,
      audioFromSource: true,
    }));
    const response = await post(server.url, sampleConfig({ segments }));
    expect(await bodyOf(response)).toMatchObject({ jobId: 'export-abc123' });
  });

  test('refuses a body that is too large, said or unsaid, and lives', async () => {
    await using server = await startTestServer({ limits: { bodyBytes: 100_000 } });
    const body = 'x'.repeat(200_000);
    const said = await fetch(`${server.url}/api/export`, { method: 'POST', headers: json, body });
    expect([said.status, (await bodyOf(said))['code']]).toEqual([413, 'TOO_LARGE']);
    const unsaid = await fetch(`${server.url}/api/export`, {
      method: 'POST',
      headers: json,
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect([unsaid.status, (await bodyOf(unsaid))['code']]).toEqual([413, 'TOO_LARGE']);
    const rpc = await fetch(`${server.url}/api/trpc/cancel`, { method: 'POST', headers: json, body });
    expect(rpc.status).toBe(413);
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });

  test.each([
    ['QUEUE_FULL', 429],
    ['NO_ROOM', 507],
    ['SOURCE_NOT_FOUND', 400],
    ['FFMPEG_MISSING', 503],
  ] as const)('passes on the refusal %s as %i', async (code, status) => {
    await using server = await startTestServer();
    server.parts.state.refusal = new ProblemError({ code, message: 'No.', hint: 'Later.' });
    const response = await post(server.url, sampleConfig());
    expect([response.status, await bodyOf(response)]).toEqual([
      status,
      { error: 'No. Later.', message: 'No.', code, hint: 'Later.' },
    ]);
  });

  test('answers 429 when the queue is full', async () => {
    await using server = await startTestServer({
      environment: { QUEUE_LIMIT: '1', EXPORT_CONCURRENCY: '1' },
    });
    const create = (id: string) => post(server.url, sampleConfig({ id, output: outputWithoutPath() }));
    await create('a');
    await server.parts.renderOf('a');
    expect((await create('b')).status).toBe(200);
    const full = await create('c');
    expect([full.status, (await bodyOf(full))['code']]).toEqual([429, 'QUEUE_FULL']);
    expect(full.headers.get('retry-after')).not.toBeNull();
  });
});

function outputWithoutPath() {
  const { filePath: _path, ...output } = sampleConfig().output;
  return output;
}

test('a failure is told whole, with its parts beside it', async () => {
  await using server = await startTestServer();
  await post(server.url, sampleConfig());
  (await server.parts.renderOf('export-abc123')).fail();
  expect(await poll(`${server.url}/api/export/export-abc123/status`, 'failed')).toMatchObject({
    error: 'camera1.mp4 ends too early. Copy it again.',
    errorCode: 'SOURCE_DAMAGED',
    errorHint: 'Copy it again.',
  });
});

test('the list pages newest first and filters by state', async () => {
  await using server = await startTestServer();
  for (const id of ['a', 'b', 'c']) await post(server.url, sampleConfig({ id, output: outputWithoutPath() }));
  const list = async (query: string) => {
    const page = await bodyOf(await fetch(`${server.url}/api/export${query}`));
    const exports = page['exports'] as { jobId: string }[];
    return { ids: exports.map(({ jobId }) => jobId), cursor: page['nextCursor'] };
  };
  const first = await list('?limit=2');
  expect(first).toEqual({ ids: ['c', 'b'], cursor: expect.any(String) });
  expect(await list(`?limit=2&cursor=${encodeURIComponent(String(first.cursor))}`)).toEqual({
    ids: ['a'],
    cursor: undefined,
  });
  (await server.parts.renderOf('a')).fail();
  await poll(`${server.url}/api/export/a/status`, 'failed');
  expect((await list('?status=failed,cancelled')).ids).toEqual(['a']);
  for (const query of ['?limit=0', '?limit=x', '?status=done']) {
    const response = await fetch(`${server.url}/api/export${query}`);
    expect([response.status, (await bodyOf(response))['code']]).toEqual([400, 'INVALID_REQUEST']);
  }
});

describe('what is there and what is not', () => {
  test('alive, ready with reasons, metrics', async () => {
    await using server = await startTestServer();
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
    expect((await fetch(`${server.url}/api/ready`)).status).toBe(200);
    server.parts.state.reasons.push('There is no ffmpeg.');
    const ready = await fetch(`${server.url}/api/ready`);
    expect([ready.status, await bodyOf(ready)]).toEqual([
      503,
      { status: 'not ready', reasons: ['There is no ffmpeg.'] },
    ]);
    await post(server.url, sampleConfig());
    (await server.parts.renderOf('export-abc123')).complete();
    await poll(`${server.url}/api/export/export-abc123/status`, 'completed');
    const metrics = await (await fetch(`${server.url}/api/metrics`)).text();
    expect(metrics).toContain('cutroom_exports{state="completed"} 1');
    expect(metrics).toContain('cutroom_export_running_seconds_count 1');
    expect(metrics).toContain('cutroom_export_waiting_seconds_count 1');
    expect(metrics).toContain('cutroom_sockets 0');
    expect(metrics).toMatch(/cutroom_disk_free_bytes \d+/);
    expect(metrics).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  test.each([
    ['GET', '/api/nothing', 404],
    ['GET', '/api', 404],
    ['GET', '/', 404],
    ['PUT', '/api/export', 415],
    ['DELETE', '/api/export', 405],
    ['POST', '/api/export/x/status', 415],
    ['DELETE', '/api/health', 405],
  ])('%s %s is %i', async (method, path, status) => {
    await using server = await startTestServer();
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(status);
    expect(await bodyOf(response)).toMatchObject({ error: expect.any(String), code: expect.any(String) });
  });

  test('HEAD answers with the headers of GET, OPTIONS with what is allowed', async () => {
    await using server = await startTestServer();
    const head = await fetch(`${server.url}/api/export`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'application/json; charset=utf-8',
      '',
    ]);
    const options = await fetch(`${server.url}/api/export`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    expect((await fetch(`${server.url}/api/nothing`, { method: 'OPTIONS' })).status).toBe(404);
  });

  test.each(
    [
      '..',
      '%2e%2e',
      '..%2f..%2fetc',
      '%00',
      '.hidden',
      'a%2fb',
      '%',
      '%zz',
      'x'.repeat(500),
      'nobody',
    ].flatMap((id) => ['status', 'download', 'report'].map((leaf) => [id, leaf])),
  )('the id %s finds nothing at %s', async (id, leaf) => {
    await using server = await startTestServer();
    const { rawRequest } = await import('./harness/raw-request.ts');
    const reply = await rawRequest(
      server.port,
      `GET /api/export/${id}/${leaf} HTTP/1.1\r\nHost: localhost\r\n`,
    );
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
