import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, dropFile, openTab, type Tab } from './support/browser.ts';
import { buildPages } from './support/built.ts';
import { sampleConfig, samplePlan } from './support/samples.ts';
import { finished, running, setEveryState } from './support/scenes.ts';
import type { ScriptedExports } from './support/scripted-exports.ts';
import { startScriptedServer, type ScriptedServer } from './support/scripted-server.ts';

let browser: Browser;
let server: ScriptedServer;
let exports: ScriptedExports;
let tabs: Tab[];

beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  server = await startScriptedServer({ pages: 'built' });
  exports = server.exports;
}, 600_000);

afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(() => {
  exports.reset();
  tabs = [];
});

afterEach(async () => {
  for (const tab of tabs) await tab.close();
});

async function open(path = '/exports'): Promise<Page> {
  const tab = await openTab(browser, `${server.url}${path}`);
  tabs.push(tab);
  return tab.page;
}

/** Waits until the page hears of changes, so that what happens next is seen live and not fetched. */
async function live(page: Page): Promise<Page> {
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

function rowOf(page: Page, name: string) {
  return page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
}

function barOf(page: Page, name: string) {
  return page.getByRole('progressbar', { name: `Progress of ${name}` });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const config = (id: string, name: string) => ({
  name: `${id}.json`,
  text: JSON.stringify(sampleConfig(id, name)),
});

describe('the page of exports', () => {
  it('is one click from where the front door leads', async () => {
    const page = await open('/');
    expect(new URL(page.url()).pathname).toBe('/projects');
    await page.getByRole('link', { name: 'Exports' }).click();
    await page.waitForURL('**/exports');
  });

  it('says what to do when there is nothing', async () => {
    const page = await open();
    await page.getByRole('heading', { name: 'Drop an export config anywhere on this page' }).waitFor();
    await page.getByRole('button', { name: 'Try the sample' }).waitFor();
  });

  it('tells every state in words, with speed, time left and place in line', async () => {
    await setEveryState(exports);
    const page = await open();
    await rowOf(page, 'Band rehearsal').getByText('Waiting, next in line').waitFor();
    await rowOf(page, 'Band rehearsal, vertical').getByText('Waiting, 2nd in line').waitFor();
    const row = rowOf(page, 'Kitchen Table Podcast 12');
    const text = await row.innerText();
    for (const part of ['Rendering', '62 %', '3.2× realtime', '3 min left']) {
      expect(text).toContain(part);
    }
    await rowOf(page, 'Lecture 4: Colour').getByText('Checking the file').waitFor();
    await rowOf(page, 'Kitchen Table Podcast 11').getByRole('link', { name: 'Download' }).waitFor();
    await rowOf(page, 'Town Hall, camera test').getByRole('button', { name: 'Retry' }).waitFor();
    expect(tabs[0]?.complaints).toEqual([]);
  });

  it('narrows to a state and keeps that in its address', async () => {
    await setEveryState(exports);
    const page = await open();
    await page.getByRole('radio', { name: 'Done' }).click();
    await until(
      async () => (await page.getByRole('list', { name: 'Exports' }).getByRole('listitem').count()) === 1,
    );
    await page.reload();
    await rowOf(page, 'Kitchen Table Podcast 11').waitFor();
    expect(await page.getByRole('radio', { name: 'Done' }).isChecked()).toBe(true);
  });

  it('pages', async () => {
    for (let index = 0; index < 30; index += 1) {
      await exports.create(await parsed(`job-${index}`));
      exports.change(`job-${index}`, {
        status: 'completed',
        createdAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
      });
    }
    const page = await open();
    const rows = page.getByRole('list', { name: 'Exports' }).getByRole('listitem');
    await until(async () => (await rows.count()) === 25);
    await page.getByRole('button', { name: 'Show older exports' }).click();
    await until(async () => (await rows.count()) === 30);
  });
});

describe('a dropped config', () => {
  it('starts an export that moves live in two tabs, and a cancel in one shows in the other', async () => {
    const one = await live(await open());
    const two = await live(await open());
    await dropFile(one, config('job-1', 'Wedding'));
    for (const page of [one, two]) await rowOf(page, 'Wedding').waitFor();
    for (const percent of [10, 35, 80]) {
      exports.change('job-1', { ...running('2026-01-01'), progress: percent / 100 });
      for (const page of [one, two]) {
        await until(
          async () => (await barOf(page, 'Wedding').getAttribute('aria-valuenow')) === String(percent),
        );
      }
    }
    await one.getByRole('button', { name: 'Cancel Wedding' }).click();
    for (const page of [one, two]) await rowOf(page, 'Wedding').getByText('Cancelled').waitFor();
    expect(exports.get('job-1')?.status).toBe('cancelled');
    await two.getByRole('button', { name: 'Retry Wedding' }).click();
    await rowOf(one, 'Wedding')
      .getByText(/Waiting/)
      .waitFor();
    expect(tabs.flatMap((tab) => tab.complaints)).toEqual([]);
  });

  it('that is not right is refused with every issue at its path, and nothing is sent', async () => {
    const page = await live(await open());
    const wrong = {
      ...sampleConfig('job-1'),
      id: 'no good',
      segments: [{ sourceIndex: 9, startTime: 4, endTime: 2 }],
    };
    await dropFile(page, { name: 'cut.json', text: JSON.stringify(wrong) });
    const dialog = page.getByRole('dialog', { name: 'cut.json could not be imported' });
    await dialog.waitFor();
    const issues = await dialog.getByRole('listitem').allInnerTexts();
    const paths = issues.map((text) => text.split('\n')[0]);
    expect(paths.sort()).toEqual(['id', 'segments[0].endTime', 'segments[0].sourceIndex']);
    expect(exports.list({ limit: 1 }).exports).toEqual([]);
  });

  it('that is not JSON is told where it breaks', async () => {
    const page = await live(await open());
    await dropFile(page, { name: 'cut.json', text: '{\n  "version": 1,\n  oops\n}' });
    await page.getByRole('dialog').getByText('It stops making sense at line 3, column 3.').waitFor();
  });

  it('whose id is taken can be sent under a new one', async () => {
    await exports.create(await parsed('job-1'));
    const page = await live(await open());
    await dropFile(page, config('job-1', 'Second take'));
    await page.getByRole('button', { name: 'Export under a new id' }).click();
    await rowOf(page, 'Second take').waitFor();
  });

  it('meets a full queue with a reason and what to do', async () => {
    exports.isFull = true;
    const page = await live(await open());
    await dropFile(page, config('job-1', 'One too many'));
    await page.getByRole('dialog').getByText('The queue is full: 100 exports are waiting.').waitFor();
    await page.getByRole('dialog').getByText('Try again when some are done.').waitFor();
  });
});

describe('an export', () => {
  it('of the sample starts with one press', async () => {
    const page = await live(await open());
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await rowOf(page, 'Kitchen Table Podcast 12').waitFor();
  });

  it('keeps its final state when its stream has ended', async () => {
    await exports.create(await parsed('job-1'));
    exports.change('job-1', running('2026-01-01'));
    const page = await open('/exports?export=job-1');
    const panel = page.getByRole('dialog');
    await panel.getByRole('progressbar').waitFor();
    exports.write('job-1', 'plan.json', JSON.stringify(samplePlan(29.97)));
    exports.change('job-1', finished('2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'));
    await panel.getByRole('link', { name: /^Download/ }).waitFor();
    await panel.getByRole('tab', { name: 'Checks' }).click();
    await panel.getByText('All 6 checks passed').waitFor();
    await panel.getByRole('tab', { name: 'Plan' }).click();
    await panel.getByRole('img', { name: /^Timeline of 20:00/ }).waitFor();
  });

  it('is removed from every tab after a question', async () => {
    await setEveryState(exports);
    const one = await live(await open());
    const two = await live(await open());
    await one.getByRole('button', { name: 'More for Kitchen Table Podcast 11' }).click();
    await one.getByRole('menuitem', { name: 'Remove…' }).click();
    await one.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    for (const page of [one, two])
      await rowOf(page, 'Kitchen Table Podcast 11').waitFor({ state: 'detached' });
    expect(exports.get('export-2b77e0')).toBeUndefined();
  });

  it('opens and closes by keyboard, and the focus comes back', async () => {
    await setEveryState(exports);
    const page = await live(await open());
    const link = page.getByRole('link', { name: 'Kitchen Table Podcast 11', exact: true });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(() => link.evaluate((element) => element === document.activeElement));
  });

  it('is announced when its state changes, and never for a percent', async () => {
    await exports.create(await parsed('job-1'));
    const page = await live(await open());
    await rowOf(page, 'Kitchen Table Podcast 12').waitFor();
    const said = page.locator('p[aria-live="polite"]');
    exports.change('job-1', { ...running('2026-01-01'), progress: 0.1 });
    await until(async () => (await said.innerText()) === 'Kitchen Table Podcast 12: has started.');
    exports.change('job-1', { progress: 0.5 });
    await until(
      async () => (await barOf(page, 'Kitchen Table Podcast 12').getAttribute('aria-valuenow')) === '50',
    );
    expect(await said.innerText()).toBe('Kitchen Table Podcast 12: has started.');
    exports.change('job-1', { status: 'completed', progress: 1 });
    await until(async () => (await said.innerText()).endsWith('done, ready to download.'));
  });
});

describe('the connection', () => {
  it('tells that it is lost and goes on by itself when the server is back', async () => {
    await exports.create(await parsed('job-1'));
    exports.change('job-1', { ...running('2026-01-01'), progress: 0.1 });
    const page = await live(await open());
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.getByText(/The connection to the server is lost/).waitFor();
    exports.change('job-1', { progress: 0.7 });
    server = await startScriptedServer({ pages: 'built', port, exports });
    await until(
      async () => (await barOf(page, 'Kitchen Table Podcast 12').getAttribute('aria-valuenow')) === '70',
    );
    await live(page);
  });
});

describe('where WebSockets are refused', () => {
  it('the page is live all the same', async () => {
    await exports.create(await parsed('job-1'));
    exports.change('job-1', { ...running('2026-01-01'), progress: 0.1 });
    const { page, close } = await openTab(browser, `${server.url}/nowhere`);
    await page.addInitScript(() => {
      // The server has no socket there and refuses it, as a strict proxy would.
      window.WebSocket = class extends WebSocket {
        constructor(url: string | URL) {
          super(String(url).replace('/api/trpc', '/no-sockets-here'));
        }
      };
    });
    await page.goto(`${server.url}/exports`);
    await live(page);
    exports.change('job-1', { progress: 0.4 });
    await until(
      async () => (await barOf(page, 'Kitchen Table Podcast 12').getAttribute('aria-valuenow')) === '40',
    );
    await close();
  });
});

describe('the theme', () => {
  it('is chosen once and then comes with the page', async () => {
    const page = await live(await open());
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    const answer = await page.reload();
    expect(await answer?.text()).toContain('data-theme="dark"');
  });
});

async function parsed(id: string) {
  const { parseConfig } = await import('../../src/contract/config/parse-config.ts');
  const result = parseConfig(sampleConfig(id));
  if (!result.isOk) throw new Error(result.problem.message);
  return result.config;
}
