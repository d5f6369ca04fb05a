import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { behaviours, startReceiver, verified } from '../unit/webhooks/support/receiver.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import { launchBrowser, openTab } from './support/browser.ts';
import { buildPages } from './support/built.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { startScriptedServer } from './support/scripted-server.ts';
import { startStudioServer, type StudioServer } from './studio/support/studio-server.ts';
import { programOf } from './studio/support/studio-tab.ts';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

let browser: Browser;
let server: StudioServer;

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startStudioServer({ WEBHOOK_HOSTS: '127.0.0.1' });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('the page of webhooks', () => {
  it('adds one, shows its secret once, lists what was sent with the answers, and sends again', async () => {
    await using receiver = await startReceiver(behaviours.ok);
    const { page, complaints, close } = await openTab(browser, `${server.url}/webhooks`);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByLabel('URL').fill('http://10.0.0.1/');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText(/10\.0\.0\.1/)
      .waitFor();
    await page.getByLabel('URL').fill(receiver.url);
    await page.getByRole('checkbox', { name: 'starts' }).uncheck();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
    await page.getByRole('button', { name: 'I have saved it' }).click();
    const row = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem');
    await row.getByText('When an export is completed, fails, or is cancelled').waitFor();
    expect(await page.content()).not.toContain(secret);

    await exportSomething('hooked');
    const [call] = await receiver.calls(1);
    expect(verified(call, secret)).toMatchObject({ type: 'export.completed', jobId: 'hooked' });
    const message = page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first();
    await message.getByText('Answered 200: thanks').waitFor();
    await expectAccessible(page);
    await message.getByRole('button', { name: /^Send again/ }).click();
    await receiver.calls(2);
    await message.getByText('(try 2)').waitFor();

    await row.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No webhooks yet').waitFor();
    // The address that was refused is one of the answers a browser reports.
    expect(complaints.filter((complaint) => !complaint.includes('400'))).toEqual([]);
    await close();
  });
});

async function exportSomething(id: string): Promise<void> {
  const { path } = await makeFootage({ camera: 1, seconds: 1, rate: { num: 30, den: 1 } });
  await mkdir(join(server.folder, 'sources'), { recursive: true });
  await copyFile(path, join(server.folder, 'sources', 'camera.mp4'));
  await programOf(server.url).trpc.createExport.mutate({
    ...{ version: 1, id, projectName: 'Hooked' },
    sources: [{ id: 'a', name: 'A', filePath: 'camera.mp4' }],
    segments: [{ sourceIndex: 0, startTime: 0, endTime: 0.5, audioFromSource: true }],
    output: { width: 320, height: 180, fps: 30, codec: 'copy', format: 'mp4', includeAudio: true },
  });
}

describe('the page of exports', () => {
  it('shows the workers of a fleet, and what each is doing', async () => {
    const worker = {
      ...{ version: '0.1.0', ffmpegVersion: '5.1.9', build: 'a', cores: 8, concurrency: 1, slots: 8 },
      startedAt: new Date().toISOString(),
    };
    const scripted = await startScriptedServer({
      pages: 'built',
      workers: [
        { ...worker, id: '1', host: 'north', jobIds: ['episode-12'], chunks: [] },
        {
          ...{ ...worker, id: '2', host: 'south', build: 'b', jobIds: [] },
          chunks: [{ jobId: 'episode-12', label: 'span 12 of 155' }],
        },
      ],
    });
    const { page, complaints, close } = await openTab(browser, `${scripted.url}/exports`);
    const workers = page.getByRole('list', { name: 'Workers' }).getByRole('listitem');
    expect(await workers.nth(0).textContent()).toMatch(/north.*FFmpeg 5\.1\.9 · 8 cores.*episode-12/);
    expect(await workers.nth(1).textContent()).toMatch(/south.*span 12 of 155 of episode-12/);
    await page.getByText('They run different versions').waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);
    await close();
    await scripted.close();
  });
});
