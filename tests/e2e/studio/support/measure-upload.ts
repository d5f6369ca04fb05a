/**
 * A large upload through the page, cut off twice: `npx tsx tests/e2e/studio/support/measure-upload.ts FILM`. The
 * network goes away once, and the page is reloaded once. Prints how long it took, what the server's memory grew
 * by, and whether the file arrived whole.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { launchBrowser } from '../../support/browser.ts';
import { startStudioServer } from './studio-server.ts';
import { dropFootage, openProject } from './studio-tab.ts';

const [film = ''] = process.argv.slice(2);
const { size } = await stat(film);
const server = await startStudioServer();
const browser = await launchBrowser();
const before = process.memoryUsage.rss();
let most = before;
const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);
const { page } = await openProject(browser, server.url);
const began = performance.now();

await dropFootage(page, [film]);
await arrived(0.25);
await page.context().setOffline(true);
await page.waitForTimeout(5000);
const whenLost = await received();
await page.context().setOffline(false);
await arrived(0.6);
page.on('dialog', (dialog) => void dialog.accept());
await page.reload();
await page.getByRole('heading', { name: 'Drop the files of your cameras here' }).waitFor();
const whenReloaded = await received();
await dropFootage(page, [film]);
await page.getByRole('button', { name: /^Cut to 1 / }).waitFor();
clearInterval(watch);

const seconds = (performance.now() - began) / 1000;
const isWhole = (await hashOf(film)) === (await hashOf(join(server.folder, 'sources', basename(film))));
console.log({
  megabytes: Math.round(size / 1e6),
  seconds: Math.round(seconds),
  lostAtMegabytes: Math.round(whenLost / 1e6),
  reloadedAtMegabytes: Math.round(whenReloaded / 1e6),
  grownByMegabytes: Math.round((most - before) / 1e6),
  isWhole,
});
await browser.close();
await server.close();

/** Bytes of the upload that lie on the server. */
async function received(): Promise<number> {
  const folder = join(server.folder, 'uploads');
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return Math.max(0, ...sizes);
}

async function arrived(share: number): Promise<void> {
  while ((await received()) < share * size) await page.waitForTimeout(100);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
