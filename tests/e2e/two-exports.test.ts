import { existsSync, readdirSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processesNaming } from '../faults/support/processes-naming.ts';
import { pause, startServerProcess, type ServerProcess } from '../faults/support/server-process.ts';
import { editOf, openWorkshop, type Workshop } from '../faults/support/workshop.ts';
import { dropFile, launchBrowser, openTab, type Tab } from './support/browser.ts';
import { buildPages } from './support/built.ts';

const program = fileURLToPath(new URL('./support/serve-with-pages.ts', import.meta.url));
const titles = { stopped: 'Morning service', kept: 'Evening service' } as const;
type Name = keyof typeof titles;

let browser: Browser;
let workshop: Workshop;
let server: ServerProcess;
let tabs: readonly [Tab, Tab];

beforeAll(async () => {
  await buildPages();
  workshop = await openWorkshop();
  // One camera for each export: a child's command line then says whose it is.
  for (const name of Object.keys(titles))
    await link(join(workshop.sources, 'camera.mp4'), join(workshop.sources, `${name}.mp4`));
  // A slot for every child: chunks of the later export would wait for those of the earlier one.
  const environment = { EXPORT_CONCURRENCY: '2', FFMPEG_CONCURRENCY: '8' };
  server = await startServerProcess(workshop.folder, environment, { source: program });
  browser = await launchBrowser();
  tabs = [await openTab(browser, `${server.url}/exports`), await openTab(browser, `${server.url}/nowhere`)];
}, 600_000);

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  await workshop[Symbol.asyncDispose]();
});

it('two exports at once: the second tab follows both live, one is cancelled midway and leaves nothing, the other is done', async () => {
  const [{ page: one }, { page: two }] = tabs;
  const heard = listenTo(two);
  await two.goto(`${server.url}/exports`);
  for (const page of [one, two]) await page.getByText('Live', { exact: true }).waitFor();
  for (const name of ['stopped', 'kept'] as const) await dropFile(one, configOf(name));

  const before = { frames: heard.frames(), requests: heard.requests() };
  await Promise.all([expectToRise(two, 'stopped'), expectToRise(two, 'kept')]);
  expect(heard.frames()).toBeGreaterThan(before.frames + 4);
  // Nobody asked: it was told.
  expect(heard.requests()).toBe(before.requests);

  const partial = unfinishedOf('stopped');
  expect(partial.length).toBeGreaterThan(0);
  expect(leftOf('stopped', partial)).not.toEqual([]);
  const answered = answerOf(one, 'cancel', () => leftOf('stopped', partial));
  await one.getByRole('button', { name: `Cancel ${titles.stopped}` }).click();
  expect(await answered).toEqual([]);
  for (const page of [one, two]) await rowOf(page, 'stopped').getByText('Cancelled').waitFor();

  expect(processesNaming(join(workshop.sources, 'kept.mp4'))).not.toEqual([]);
  await expectToRise(two, 'kept');
  for (const page of [one, two]) await rowOf(page, 'kept').getByRole('link', { name: 'Download' }).waitFor();
  expect((await server.statusOf('stopped')).status).toBe('cancelled');
  expect((await server.statusOf('kept')).status).toBe('completed');
  expect(readdirSync(join(workshop.folder, 'chunks', 'unfinished'))).toEqual([]);
  const [first] = tabs;
  expect(first.complaints).toEqual([]);
});

/** H.265 at this size takes a while: there is a midway. */
function configOf(name: Name): { name: string; text: string } {
  const edit = editOf(name, { codec: 'h265', repeats: 3, filePath: `${name}.mp4`, width: 640, height: 360 });
  return { name: `${name}.json`, text: JSON.stringify({ ...edit, projectName: titles[name] }) };
}

function rowOf(page: Page, name: Name) {
  return page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: titles[name], exact: true }) });
}

/** Waits until a bar has moved on twice, and that it only ever went up. */
async function expectToRise(page: Page, name: Name): Promise<void> {
  const bar = page.getByRole('progressbar', { name: `Progress of ${titles[name]}` });
  const seen: number[] = [];
  while (seen.length < 3) {
    const now = Number(await bar.getAttribute('aria-valuenow'));
    if (now !== seen.at(-1)) seen.push(now);
    await pause(25);
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
}

/** Counts what a page is told over its WebSocket, and what it asks for over HTTP. */
function listenTo(page: Page) {
  let frames = 0;
  let requests = 0;
  page.on('websocket', (socket) => socket.on('framereceived', () => (frames += 1)));
  page.on('request', (request) => (requests += request.url().includes('/api/') ? 1 : 0));
  return { frames: () => frames, requests: () => requests };
}

/** Looks at the world at the moment when the page's next call of a procedure is answered. */
async function answerOf<T>(page: Page, procedure: string, look: () => T): Promise<T> {
  const answer = await page.waitForResponse((response) => response.url().includes(`/api/trpc/${procedure}`));
  expect(answer.status()).toBe(200);
  return look();
}

/** Files that an export's children write at this moment. */
function unfinishedOf(name: Name): string[] {
  const folder = join(workshop.folder, 'chunks', 'unfinished');
  const lines = processesNaming(join(workshop.sources, `${name}.mp4`)).join(' ');
  return readdirSync(folder)
    .filter((file) => lines.includes(file))
    .map((file) => join(folder, file));
}

/** Everything of an export that should be gone with it: its children, and what they were writing. */
function leftOf(name: Name, partial: readonly string[]): string[] {
  const folder = join(workshop.folder, 'exports', name);
  const children = [join(workshop.sources, `${name}.mp4`), folder].flatMap(processesNaming);
  const files = [...partial, join(folder, 'partial'), join(folder, 'output.mp4')].filter((path) =>
    existsSync(path),
  );
  return [...children, ...files];
}
