import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type * as CutroomPackage from '../../src/client/index.ts';
import { makeFootage } from '../media/footage/make-footage.ts';
import { startStudioServer, type StudioServer } from './studio/support/studio-server.ts';
import { dropFootage, saved } from './studio/support/studio-tab.ts';
import { launchBrowser, openTab, type Tab } from './support/browser.ts';
import { buildPages } from './support/built.ts';
import { startEditorPage, type EditorPage } from './support/editor-page.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const path = '/team';
const password = 'a long enough password';
const [ada, bo] = ['ada@example.org', 'bo@example.org'];

let browser: Browser;
let server: StudioServer;
let editor: EditorPage;
let site = '';
const tabs: Tab[] = [];
beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
  editor = await startEditorPage();
  server = await startStudioServer(
    { ACCOUNTS: 'on', BASE_PATH: path, ALLOWED_ORIGINS: editor.allowed },
    { sessionWatchMs: 250 },
  );
  site = server.url + path;
}, 600_000);
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await editor?.close();
});

/** A browser of its own, with cookies of its own. */
async function visit(to: string, width = 1280): Promise<Tab> {
  const tab = await openTab(browser, site + to, {
    viewport: { width, height: 900 },
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  tabs.push(tab);
  return tab;
}

async function signIn(to: string, email: string, width?: number): Promise<Tab> {
  const tab = await visit(to, width);
  await tab.page.getByLabel('E-mail address').fill(email);
  await tab.page.getByLabel('Password').fill(password);
  await tab.page.getByRole('button', { name: 'Sign in' }).click();
  await tab.page.waitForURL(site + to);
  return tab;
}

async function goBy(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

test('the first visit makes the administrator, who invites somebody', async () => {
  const { page, complaints } = await visit('/');
  expect(page.url()).toBe(`${site}/login?next=%2F`);
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  await expectAccessible(page);
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('E-mail address').fill(ada);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /^Create/ }).click();
  await page.waitForURL(`${site}/projects`);
  await goBy(page, 'People');
  await page.waitForURL(`${site}/people`);
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail address').fill(bo);
  await dialog.getByLabel('Name').fill('Bo');
  await page.keyboard.press('Enter');
  const link = await dialog.getByLabel('The link').inputValue();
  expect(link).toMatch(new RegExp(`^${site}/login/password\\?token=`));
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('list', { name: 'Accounts' }).getByText(bo).waitFor();
  const other = await visit(link.slice(site.length));
  await other.page.getByLabel('Password').fill(password);
  await other.page.getByRole('button', { name: 'Keep this password' }).click();
  await other.page.waitForURL(`${site}/login`);
  expect([...complaints, ...other.complaints]).toEqual([]);
});

test('who was invited uploads, exports and downloads, and nobody but an administrator knows of it', async () => {
  const { page, complaints } = await signIn('/projects', bo);
  await page.getByRole('button', { name: 'New project' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(`${site}/studio/**`);
  const film = await makeFootage({
    ...{ camera: 0, rate: { num: 30, den: 1 }, seconds: 4, gop: 30 },
    audio: { voice: 7 },
  });
  await dropFootage(page, [film.path]);
  await page.getByRole('button', { name: /^Cut to 1 / }).waitFor();
  await saved(page);
  await page.keyboard.press('e');
  const panel = page.getByRole('dialog', { name: 'Export' });
  await panel.getByTestId('plan').waitFor();
  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  const link = panel.getByRole('link', { name: /^Download/ }).first();
  await link.waitFor({ timeout: 120_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect((await stat(await download.path())).size).toBeGreaterThan(10_000);
  await page.goto(`${site}/exports`);
  await expect.poll(() => page.getByRole('list', { name: 'Exports' }).getByRole('listitem').count()).toBe(1);
  await page.goto(`${site}/people`);
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);

  const { page: other } = await signIn('/exports', ada);
  await other.getByText('Drop an export config anywhere').waitFor();
  await other.goto(`${site}/projects`);
  await other.getByText('From three camera files').waitFor();
  await other.goto(`${site}/people`);
  const all = other.getByRole('list', { name: 'Latest exports' });
  await expect.poll(() => all.getByRole('listitem').count()).toBe(1);
  await expect.poll(() => all.innerText()).toContain('Episode 1');
});

test('a key is shown once, opens the API, and ends when it is removed', async () => {
  const { page, complaints } = await signIn('/account', bo);
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Build machine');
  expect(await dialog.getByLabel('Administer').count()).toBe(0);
  await dialog.getByLabel('Export').uncheck();
  await dialog.getByLabel('Expires').selectOption('30');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const key = await dialog.getByLabel('The key').inputValue();
  expect(key).toMatch(/^cutroom_\w{20}/);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const ask = async () => {
    const answer = await fetch(`${site}/api/export`, { headers: { Authorization: `Bearer ${key}` } });
    return [answer.status, ((await answer.json()) as { exports?: unknown[] }).exports?.length];
  };
  expect(await ask()).toEqual([200, 1]);
  await page.reload();
  const keys = page.getByRole('list', { name: 'API keys' });
  await keys.getByText('Build machine').waitFor();
  expect(await page.content()).not.toContain(key);
  await keys.getByRole('button', { name: 'Remove Build machine' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('There are none yet.').waitFor();
  expect((await ask())[0]).toBe(401);
  expect(complaints).toEqual([]);
});

test('a browser that is signed out elsewhere loses its socket at once, and its person signs in again', async () => {
  const here = await signIn('/account', bo);
  const there = await visit('/login?next=%2Fexports');
  const opening = there.page.waitForEvent('websocket');
  await there.page.getByLabel('E-mail address').fill(bo);
  await there.page.getByLabel('Password').fill(password);
  await there.page.getByRole('button', { name: 'Sign in' }).click();
  const socket = await opening;
  await there.page.getByText('Live', { exact: true }).waitFor();
  const closing = socket.waitForEvent('close', { timeout: 30_000 });
  await here.page.reload();
  const browsers = here.page.getByRole('list', { name: 'Browsers that are signed in' });
  await browsers.getByText('this browser').waitFor();
  for (;;) {
    const others = browsers.getByRole('button', { name: /^Sign out/ });
    const count = await others.count();
    if (count === 0) break;
    await others.first().click();
    await here.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await expect.poll(() => others.count()).toBeLessThan(count);
  }
  await closing;
  await there.page.goto(`${site}/exports`);
  expect(there.page.url()).toBe(`${site}/login?next=%2Fexports`);
});

test('an editor on an allowed origin uses the sign-in of its visitor, and a token for its socket', async () => {
  const { page } = await signIn('/projects', bo);
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  await page.goto(editor.allowed);
  expect(await page.evaluate(lookThrough, site)).toEqual({ who: bo, exports: 1, socket: 'open' });
  expect(sent[0]).toMatch(/"token":"once_[\w-]{40,}"/);
  await page.goto(editor.foreign);
  expect(await page.evaluate(lookThrough, site)).toEqual({ refused: 'FORBIDDEN_ORIGIN' });
});

/** In the editor's page: who the server takes its visitor for, and whether a socket opens. */
async function lookThrough(url: string): Promise<unknown> {
  const { createCutroomClient, problemOf } = (globalThis as unknown as { cutroom: typeof CutroomPackage })
    .cutroom;
  const client = createCutroomClient({ url, transport: 'websocket' });
  try {
    const { name: who } = await client.trpc.system.whoAmI.query();
    const { exports } = await client.trpc.list.query({});
    const socket = await new Promise((resolve) => {
      client.trpc.queue.subscribe(undefined, {
        onStarted: () => resolve('open'),
        onError: (error) => resolve(problemOf(error).code),
      });
    });
    return { who, exports: exports.length, socket };
  } catch (error) {
    return { refused: problemOf(error).code };
  }
}

test('another password, and the way out by keyboard', async () => {
  const { page } = await signIn('/account', bo);
  const section = page.getByRole('region', { name: 'Password' });
  await section.getByLabel('Current password').fill('not the password');
  await section.getByLabel('New password').fill('quite another password');
  await section.getByRole('button', { name: 'Change the password' }).click();
  await section.getByText('The current password is not right.').waitFor();
  await section.getByLabel('Current password').fill(password);
  await section.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your password is changed').first().waitFor();
  await page.getByRole('button', { name: /^Account of / }).focus();
  await page.keyboard.press('Enter');
  await hasFocus(page, 'Account');
  await page.keyboard.press('End');
  await hasFocus(page, 'Sign out');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${site}/login`);
});

async function hasFocus(page: Page, entry: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: entry });
  await expect.poll(() => item.evaluate((element) => element === document.activeElement)).toBe(true);
}

test('limits that an administrator sets show in the usage of who has them', async () => {
  const { page } = await signIn('/people', ada);
  const item = page.getByRole('list', { name: 'Accounts' }).getByRole('listitem').filter({ hasText: bo });
  await item.getByText('Stored').waitFor();
  await item.getByRole('button', { name: `More for ${bo}` }).click();
  await page.getByRole('menuitem', { name: 'Limits…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Stored, in MB').fill('50');
  await dialog.getByLabel('Exports that wait').fill('3');
  await dialog.getByRole('button', { name: 'Set' }).click();
  await item.getByText('own limits').waitFor();
  await item.getByRole('progressbar', { name: `Stored, ${bo}` }).waitFor();
  const log = await readFile(join(server.folder, 'accounts/audit/audit.log'), 'utf8');
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; by?: { name: string } });
  const byWhom = (event: string) => lines.filter((line) => line.event === event).map(({ by }) => by?.name);
  expect(byWhom('account.add')).toEqual([ada]);
  expect(byWhom('limits.change')).toEqual([ada]);
  expect(byWhom('export.download')).toEqual([bo]);
  expect([...byWhom('key.create'), ...byWhom('key.remove'), ...byWhom('password.change')]).toEqual([
    bo,
    bo,
    bo,
  ]);
});

test.each([1280, 375])('axe finds nothing serious in the pages of accounts, %i px wide', async (width) => {
  const { page, complaints } = await signIn('/account', ada, width);
  await page.getByText('this browser').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitem', { name: 'Usage' }).waitFor();
  await expectAccessible(page);
  await page.goto(`${site}/usage`);
  await page.getByRole('region', { name: 'What you use' }).waitFor();
  await expectAccessible(page);
  await page.goto(`${site}/people`);
  await page.getByRole('progressbar').first().waitFor({ state: 'attached' });
  await page.getByRole('list', { name: 'Folders' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
});
