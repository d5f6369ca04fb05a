import { stat } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeFootage } from '../../media/footage/make-footage.ts';
import { launchBrowser, openTab } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { freePort, startNginx } from '../support/start-nginx.ts';
import { startStudioServer } from '../studio/support/studio-server.ts';
import { dropFootage, saved } from '../studio/support/studio-tab.ts';

const token = 'a-secret-of-the-proxy-test';

let browser: Browser;
const opened: { close: () => Promise<void> }[] = [];
beforeAll(async () => {
  await buildPages();
  browser = await launchBrowser();
}, 600_000);
afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.close();
});
afterAll(() => browser?.close());

interface Way {
  readonly settings: Readonly<Record<string, string>>;
  readonly change: (config: string) => string;
  readonly path: string;
}

/** Both ways in which proxies serve something under a path; and none, as almost everybody has it. */
const ways: Readonly<Record<string, Way>> = {
  'BASE_PATH, and a proxy that leaves the path on': {
    settings: { BASE_PATH: '/tools/cutroom.v2' },
    change: (config) => config.replace('location / {', 'location /tools/cutroom.v2/ {'),
    path: '/tools/cutroom.v2',
  },
  'X-Forwarded-Prefix of a proxy that takes the path off': {
    settings: {},
    change: (config) =>
      config
        .replace('location / {', 'location /c/ {')
        .replace(/(proxy_pass [^;]+);/, '$1/;\nproxy_set_header X-Forwarded-Prefix /c;'),
    path: '/c',
  },
  'a site of its own': { settings: {}, change: (config) => config, path: '' },
};

async function startWay({ settings, change }: Way) {
  const port = await freePort();
  const server = await startStudioServer({
    ...settings,
    ACCESS_TOKEN: token,
    TRUSTED_PROXIES: '127.0.0.1',
    ALLOWED_ORIGINS: `https://127.0.0.1:${port}`,
  });
  opened.push(server);
  const toServer = (config: string) => config.replaceAll('http://127.0.0.1:3000', server.url);
  const nginx = await startNginx({ port, change: (config) => toServer(change(config)) });
  opened.push(nginx);
  return nginx.url;
}

/** From the first page through a sign-in to a file on the disk, as a person goes. */
describe.each(Object.entries(ways))('%s', (_name, way) => {
  test('signs in, makes a project, uploads, exports and downloads, all under the path', async () => {
    const site = await startWay(way);
    const tab = await openTab(browser, `${site}${way.path}/`, {
      ignoreHTTPSErrors: true,
      acceptDownloads: true,
    });
    opened.push(tab);
    const { page } = tab;
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(new URL(socket.url()).pathname));
    const outside = requestsOutside(page, `${site}${way.path}/`);
    expect(page.url()).toBe(`${site}${way.path}/login?next=%2F`);
    await page.getByLabel('Access token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${site}${way.path}/projects`);
    expect(await protocolOf(page)).toBe('h2');

    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(`${site}${way.path}/studio/**`);
    const film = await makeFootage({
      camera: 0,
      rate: { num: 30, den: 1 },
      seconds: 4,
      gop: 30,
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
    expect([...new Set(sockets)]).toEqual([`${way.path}/api/trpc`]);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect((await stat(await download.path())).size).toBeGreaterThan(10_000);

    await page.goto(`${site}${way.path}/exports`);
    await page.getByText('Episode 1').first().waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Projects' }).click();
    await page.waitForURL(`${site}${way.path}/projects`);
    expect(outside).toEqual([]);
    expect(tab.complaints).toEqual([]);
  });
});

function requestsOutside(page: Page, home: string): readonly string[] {
  const found: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (url.startsWith('https://') && !url.startsWith(home)) found.push(url);
  });
  return found;
}

function protocolOf(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const [first] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return first?.nextHopProtocol;
  });
}
