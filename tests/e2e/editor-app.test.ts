import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, type PostgresServer } from '../accounts/support/postgres-server.ts';
import { startServerProcess } from '../faults/support/server-process.ts';
import { openWorkshop, type Workshop } from '../faults/support/workshop.ts';
import { launchBrowser } from './support/browser.ts';
import { buildEditorApp, freeAddress, type EditorApp } from './support/start-editor-app.ts';

const secret = 'the secret with which the editor signs, long enough';

let postgres: PostgresServer;
let workshop: Workshop;
let browser: Browser;
let app: EditorApp;
beforeAll(async () => {
  postgres = await startPostgres();
  workshop = await openWorkshop();
  browser = await launchBrowser();
  app = await buildEditorApp();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await app?.[Symbol.asyncDispose]();
  await workshop?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});

/** How Cutroom learns who asks, as an operator says it, and what the editor's pages send. */
const ways = [
  {
    way: 'the same database and secret',
    sendsToken: false,
    settings: (_url: string, databaseUrl: string) => ({ DATABASE_URL: databaseUrl, AUTH_SECRET: secret }),
  },
  {
    way: 'a JWT that its published keys have signed',
    sendsToken: true,
    settings: (url: string) => ({ AUTH_ISSUER: `${url}/api/auth` }),
  },
  {
    way: 'its get-session endpoint',
    sendsToken: false,
    settings: (url: string) => ({ AUTH_ISSUER: `${url}/api/auth` }),
  },
] as const;

describe('people of an editor export through Cutroom, which knows them by', () => {
  test.each(ways)('$way', async ({ sendsToken, settings }) => {
    const folder = await mkdtemp(join(tmpdir(), 'cutroom-editor-'));
    const place = { url: await freeAddress(), databaseUrl: await postgres.newDatabase(), secret };
    await app.migrate(place);
    await using cutroom = await startServerProcess(folder, {
      ACCOUNTS: 'on',
      ALLOWED_ORIGINS: place.url,
      MEDIA_ROOTS: workshop.sources,
      ...settings(place.url, place.databaseUrl),
    });
    await using editor = await app.start(place, {
      cutroomUrl: cutroom.url,
      footage: join(workshop.sources, 'camera.mp4'),
      sendsToken,
    });
    expect(editor).toBeDefined();
    const visit = async (email: string) => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(place.url);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill('a password at the editor');
      await page.getByRole('button', { name: 'Sign up' }).click();
      await page.getByRole('heading', { name: email }).waitFor();
      return page;
    };
    const pages = [await visit('ann@example.org'), await visit('bo@example.org')];
    // Both have an episode of their own under the same id, made of the same footage.
    for (const page of pages) {
      await page.getByRole('button', { name: 'Export' }).click();
      const link = page.getByRole('link', { name: 'Download' });
      const refused = page.getByRole('alert').filter({ hasText: /./ });
      // Before it is done there is a bar.
      await expect
        .poll(async () => [await link.count(), await refused.allTextContents()], { timeout: 120_000 })
        .toEqual([1, []]);
      const download = page.waitForEvent('download');
      await link.click();
      expect((await download).suggestedFilename()).toMatch(/^The episode of .*example\.org\.mp4$/);
    }
    expect((await fetch(`${cutroom.url}/api/export`)).status).toBe(401);
    for (const page of pages) {
      const names = await page.evaluate(listIn, { url: cutroom.url, sendsToken });
      const own = await page.getByRole('heading').textContent();
      expect(names).toEqual([`The episode of ${own}`]);
    }
    for (const page of pages) await page.context().close();
    await rm(folder, { recursive: true, force: true });
  });
});

/** In the editor's page: what Cutroom tells this person of exports. */
async function listIn({ url, sendsToken }: { url: string; sendsToken: boolean }): Promise<string[]> {
  const headers: Record<string, string> = {};
  if (sendsToken) {
    const { token } = (await (await fetch('/api/auth/token')).json()) as { token: string };
    headers['authorization'] = `Bearer ${token}`;
  }
  const answer = await fetch(`${url}/api/export`, { headers, credentials: 'include' });
  const { exports } = (await answer.json()) as { exports: { projectName: string }[] };
  return exports.map(({ projectName }) => projectName);
}
