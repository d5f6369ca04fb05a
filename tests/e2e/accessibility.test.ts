import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchBrowser, dropFile, openTab } from './support/browser.ts';
import { buildPages } from './support/built.ts';
import { expectAccessible } from './support/expect-accessible.ts';
import { setEveryState } from './support/scenes.ts';
import { startScriptedServer, type ScriptedServer } from './support/scripted-server.ts';

let browser: Browser;
let server: ScriptedServer;
let empty: ScriptedServer;

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startScriptedServer({ pages: 'built' });
  empty = await startScriptedServer({ pages: 'built' });
  await setEveryState(server.exports);
}, 600_000);

afterAll(async () => {
  await browser.close();
  await server.close();
  await empty.close();
});

const tab = (name: string) => async (page: Page) => {
  await page.getByRole('dialog').getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
};

const scenes: Record<string, { path: string; isEmpty?: boolean; act?: (page: Page) => Promise<void> }> = {
  'the listing': { path: '/exports', act: (page) => page.getByRole('progressbar').first().waitFor() },
  'the first visit': {
    path: '/exports',
    isEmpty: true,
    act: (page) => page.getByText('Drop an export').waitFor(),
  },
  'an overview': { path: '/exports?export=export-71d0aa', act: tab('Overview') },
  'a plan': { path: '/exports?export=export-2b77e0', act: tab('Plan') },
  'the checks': { path: '/exports?export=export-2b77e0', act: tab('Checks') },
  'a log': { path: '/exports?export=export-2b77e0', act: tab('FFmpeg log') },
  'a question': {
    path: '/exports',
    act: async (page) => {
      await page.getByRole('button', { name: 'More for Kitchen Table Podcast 11' }).click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  'a refusal': {
    path: '/exports',
    act: async (page) => {
      await page.getByText('Live', { exact: true }).waitFor();
      await dropFile(page, { name: 'cut.json', text: '{"version":1}' });
      await page.getByRole('dialog').waitFor();
    },
  },
  'a page that is not there': { path: '/nowhere' },
};

describe.each([1280, 375])('%i px wide', (width) => {
  it.each(Object.entries(scenes))(
    'axe finds nothing serious in %s, dark or light',
    async (_name, { path, isEmpty, act }) => {
      const url = `${(isEmpty === true ? empty : server).url}${path}`;
      const { page, close } = await openTab(browser, url, {
        viewport: { width, height: 800 },
        reducedMotion: 'reduce',
        colorScheme: 'dark',
      });
      await act?.(page);
      await expectAccessible(page);
      await close();
    },
  );
});
