import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, openTab } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { programOf } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

it('a finished export shows a picture of itself, which is kept beside it and goes with it', async () => {
  const { trpc } = programOf(server.url);
  const config = await trpc.media.makeSample.mutate({});
  const { jobId } = await trpc.createExport.mutate(config);
  const stateOf = async () => (await trpc.get.query({ jobId })).status;
  await expect.poll(stateOf, { timeout: 120_000, interval: 200 }).toBe('completed');
  const folder = join(server.folder, 'exports', jobId);
  const posters = async () => (await readdir(folder)).filter((name) => name.endsWith('.poster.jpg'));
  expect(await posters()).toEqual([]);
  const { page, complaints, close } = await openTab(browser, `${server.url}/exports`);
  const picture = page.getByRole('listitem').filter({ hasText: 'Sample' }).locator('img');
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual([320, 180]);
  expect(await posters()).toHaveLength(1);
  await trpc.remove.mutate({ jobId });
  await picture.waitFor({ state: 'detached' });
  await expect.poll(() => readdir(folder).catch(() => 'gone')).toBe('gone');
  expect(complaints).toEqual([]);
  await close();
});
