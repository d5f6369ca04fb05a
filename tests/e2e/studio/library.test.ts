import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFootage } from '../../media/footage/make-footage.ts';
import { launchBrowser, openTab } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { expectAccessible } from '../support/expect-accessible.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { programOf } from './support/studio-tab.ts';

let browser: Browser;
let server: StudioServer;
const shotsFolder = process.env['STUDIO_SCREENSHOTS'];

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer();
  const film = await makeFootage({ camera: 5, seconds: 2, size: { width: 192, height: 108 } });
  const sources = join(server.folder, 'sources');
  await mkdir(sources, { recursive: true });
  for (const name of ['used.mp4', 'spare.mp4']) await copyFile(film.path, join(sources, name));
  const { projects } = programOf(server.url).trpc;
  const { revision, id, ...edit } = await projects.create.mutate({ name: 'Kitchen Table 12' });
  const camera = { id: 'cam-1', name: 'Camera 1', filePath: 'used.mp4' };
  const angles = [{ ...camera, offsetSeconds: 0, driftPpm: 0, sync: 'none' as const }];
  await projects.save.mutate({ id, revision, edit: { ...edit, angles } });
  if (shotsFolder !== undefined) await mkdir(shotsFolder, { recursive: true });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('the library', () => {
  it('says what each file is and who uses it, deletes only what nobody uses, and starts no work', async () => {
    const { page, complaints, close } = await openTab(browser, `${server.url}/projects`);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Library' }).click();
    const files = page.getByRole('list', { name: 'Files' });
    const used = files.getByRole('listitem').filter({ hasText: 'used.mp4' });
    await used.getByText(/^0:02 · H\.264 · 192 × 108 · /).waitFor();
    await used.getByText('Preview made when used').waitFor();
    expect(await used.getByRole('link', { name: 'Kitchen Table 12' }).getAttribute('href')).toMatch(
      /^\/studio\//,
    );
    await page
      .getByRole('region', { name: 'Disk' })
      .getByText(/^Footage/)
      .waitFor();
    await expectAccessible(page, async (scheme) => {
      if (shotsFolder !== undefined)
        await page.screenshot({ path: join(shotsFolder, `the-library.${scheme}.1280.png`) });
    });

    await page.getByRole('button', { name: 'More for used.mp4' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const refusal = page.getByRole('dialog', { name: 'used.mp4 is in use' });
    await refusal.getByRole('link', { name: 'Kitchen Table 12' }).waitFor();
    await page.keyboard.press('Escape');
    const { media } = programOf(server.url).trpc;
    await expect(media.remove.mutate({ filePath: 'used.mp4', unlessUsed: true })).rejects.toMatchObject({
      data: { problem: { code: 'SOURCE_IN_USE', message: 'used.mp4 is used in “Kitchen Table 12”.' } },
    });

    await page.getByRole('button', { name: 'More for spare.mp4' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await files.getByText('spare.mp4', { exact: true }).waitFor({ state: 'detached' });
    expect(await readdir(join(server.folder, 'sources'))).toEqual(['used.mp4']);
    const made = await readdir(join(server.folder, 'proxies'), { recursive: true }).catch(() => []);
    expect(made.filter((name) => /proxy\.mp4|thumbnails/.test(name))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows a picture of what has a preview, and how much of the disk that takes', async () => {
    const { media, system } = programOf(server.url).trpc;
    await new Promise<void>((resolve, reject) => {
      const watch = media.assets.subscribe(
        { filePaths: ['used.mp4'] },
        {
          onError: reject,
          onData: ({ data: [asset] }) => {
            if (asset?.state !== 'ready') return;
            watch.unsubscribe();
            resolve();
          },
        },
      );
    });
    const { page, close } = await openTab(browser, `${server.url}/library`, {
      viewport: { width: 375, height: 800 },
    });
    const used = page.getByRole('listitem').filter({ hasText: 'used.mp4' });
    await used.getByText('Preview ready').waitFor();
    await used.locator('image').waitFor();
    await page
      .getByRole('region', { name: 'Disk' })
      .getByText(/^Footage/)
      .waitFor();
    await expectAccessible(page);
    await close();
    const { sourceBytes, freeBytes } = await system.diskUse.query();
    expect(sourceBytes).toBe((await stat(join(server.folder, 'sources/used.mp4'))).size);
    expect(freeBytes).toBeGreaterThan(0);
  });
});
