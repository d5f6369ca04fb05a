import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, dropFile, openTab } from './support/browser.ts';
import { buildPages } from './support/built.ts';
import { setEveryState } from './support/scenes.ts';
import { startScriptedServer, type ScriptedServer } from './support/scripted-server.ts';

let browser: Browser;
let server: ScriptedServer;
let empty: ScriptedServer;
let axe: string;

beforeAll(async () => {
  await buildPages();
  axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
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

describe.each(['dark', 'light'] as const)('in %s', (colorScheme) => {
  describe.each([1280, 375])('%i px wide', (width) => {
    it.each(Object.entries(scenes))(
      'axe finds nothing serious in %s',
      async (_name, { path, isEmpty, act }) => {
        const url = `${(isEmpty === true ? empty : server).url}${path}`;
        const { page, close } = await openTab(browser, url, {
          colorScheme,
          viewport: { width, height: 800 },
          reducedMotion: 'reduce',
        });
        await act?.(page);
        // By the protocol and not as a script of the page, which its content security policy would refuse.
        await page.evaluate(axe);
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResult> } };
          const { violations } = await axe.run();
          return violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        });
        expect(found).toEqual([]);
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
        ).toBeLessThanOrEqual(0);
        await close();
      },
    );
  });
});

interface AxeResult {
  readonly violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
}
