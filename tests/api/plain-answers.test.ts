import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { captureConsole } from '../../src/server/capture-console.ts';
import { createLog } from '../../src/server/log.ts';
import { readLog } from '../../src/api/kept/read-log.ts';
import type { Exports } from '../../src/jobs/ports.ts';
import { startTestServer } from './harness/start-test-server.ts';

/** What engines and packages say of their insides. */
const foreignWords =
  /JSON input|in JSON|token|undefined|properties of|not a function|transformation|__proto__|superjson\.|at position/i;

test('no answer speaks of JavaScript', async () => {
  await using server = await startTestServer();
  const { url } = server;
  const inputs = [
    '%7B',
    '%22%00%22',
    '{"json":{},"meta":{"values":{"__proto__":["undefined"]}}}',
    '{"json":{"filePath":{"a":1}},"meta":{"values":[["undefined"],[[[]]]]}}',
    '{"json":1,"meta":{"values":5}}',
    '{"json":null,"meta":{"referentialEqualities":{"a":["b.c"]}}}',
    '{"json":[],"meta":{"values":{"length.x":["undefined"]}}}',
  ];
  const asked = inputs.map((input) =>
    fetch(`${url}/api/trpc/media.probe?input=${encodeURIComponent(input)}`),
  );
  const headers = { 'Content-Type': 'application/json' };
  const sent = ['{', '', '{a}', 'nul', '"', ...inputs].flatMap((body) =>
    ['/api/trpc/cancel', '/api/trpc/cancel?batch=1', '/api/trpc/createExport', '/api/export'].map((path) =>
      fetch(url + path, { method: 'POST', headers, body }),
    ),
  );
  for (const answer of await Promise.all([...asked, ...sent])) {
    const text = await answer.text();
    expect([answer.status, text]).toEqual([expect.any(Number), expect.not.stringMatching(foreignWords)]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  }
  expect(server.logLines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a body that its sender gives up is no error of the server', async () => {
  await using server = await startTestServer();
  for (const path of ['/api/export', '/api/trpc/cancel', '/api/trpc/createExport', '/api/upload', '/login']) {
    for (const end of ['destroy', 'resetAndDestroy'] as const) {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
      socket.write(`${head}Content-Length: 1000\r\n\r\n{"json":`);
      // Answered after the request before it has been taken in.
      await fetch(`${server.url}/api/health`);
      socket[end]();
    }
  }
  await fetch(`${server.url}/api/health`);
  await server.close('shutdown');
  expect(server.logLines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
});

test('the log that clients read names files, and no folder of the server', async () => {
  await using server = await startTestServer();
  const folder = join(server.folder, 'my exports');
  await mkdir(folder);
  const path = join(folder, 'log.ndjson');
  const source = `${folder}/a b.mp4`;
  const argv = ['/usr/bin/ffmpeg', '-i', `file:${source}`, '-vf', 'scale=1/2', join(folder, 'partial/x.mp4')];
  const stderr = `${source}: broken\n[out] '/tmp/x/y.mp4' is full`;
  await writeFile(path, `${JSON.stringify({ event: 'child', argv, stderr })}\n`);
  const exports = { pathOf: () => path } as unknown as Exports;
  const { entries } = await readLog(exports, { jobId: '1', tail: 10 });
  expect(entries).toEqual([
    {
      event: 'child',
      argv: ['ffmpeg', '-i', 'file:a b.mp4', '-vf', 'scale=1/2', 'x.mp4'],
      stderr: "a b.mp4: broken\n[out] 'y.mp4' is full",
    },
  ]);
});

test('what packages print becomes lines of the log', async () => {
  const lines: string[] = [];
  const saved = { ...console };
  const listeners = process.listeners('warning');
  try {
    captureConsole(createLog('debug', { write: (line) => lines.push(line) }));
    console.error('\u001b[31m⨯\u001b[39m', new Error('broken\nin two lines'));
    console.log('✓ Running %s', 'something');
    process.emitWarning('careful');
    await new Promise(setImmediate);
  } finally {
    Object.assign(console, saved);
    process.removeAllListeners('warning');
    for (const listener of listeners) process.on('warning', listener);
  }
  const read = lines.map(
    (line) => JSON.parse(line) as { level: string; msg: string; err?: { stack: string } },
  );
  expect(read.map(({ level, msg }) => [level, msg])).toEqual([
    ['error', '⨯'],
    ['info', '✓ Running something'],
    ['warn', 'careful'],
  ]);
  expect(read[0]?.err?.stack).toContain('broken');
});
