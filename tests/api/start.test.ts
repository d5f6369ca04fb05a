import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashesIn } from '../../src/server/pages/page-policy.ts';
import { startTestServer } from './harness/start-test-server.ts';

test('a port that is taken is said in one sentence, and nothing is left running', async () => {
  await using first = await startTestServer();
  const environment = { PORT: String(first.port) };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(startTestServer({ environment })).rejects.toMatchObject({
      problem: { code: 'NOT_READY', message: `Another program listens on 127.0.0.1, port ${first.port}.` },
    });
  }
  expect((await fetch(`${first.url}/api/health`)).status).toBe(200);
});

test('two servers on one folder: the second one refuses', async () => {
  await using first = await startTestServer();
  const environment = { MEDIA_BASE_PATH: first.folder };
  await expect(startTestServer({ environment })).rejects.toMatchObject({ problem: { code: 'NOT_READY' } });
});

test('a server whose pages were not built says what to do, and nothing is left running', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'cutroom-unbuilt-'));
  try {
    const pages = { isDev: false, folder: empty };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(startTestServer({ pages, environment: { MEDIA_BASE_PATH: empty } })).rejects.toMatchObject(
        {
          problem: { code: 'NOT_READY', hint: expect.stringContaining('npm run build') },
        },
      );
    }
  } finally {
    await rm(empty, { recursive: true, force: true });
  }
});

test('the policy of a page knows its inline scripts and no others', () => {
  const html = '<script src="/a.js"></script><script>self.x=1</script><script id="_R_">y</script>';
  expect(hashesIn(html)).toEqual([
    "'sha256-OeQ5f9lOMes7jOc0cGCXX08CnAERweUkLpVXXpflaLg='",
    expect.stringMatching(/^'sha256-.{44}'$/),
  ]);
});
